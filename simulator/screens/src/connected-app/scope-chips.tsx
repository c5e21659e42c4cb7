import { Button, TextInput } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useState } from 'react'
import styles from './scope-chips.module.css'

type Props = {
  readonly scopes: readonly string[]
  readonly onChange: (scopes: readonly string[]) => void
}

/** Scopes that an admin picks most, offered when they are missing. */
const offered = [
  'cdp_ingest_api',
  'api',
  'refresh_token',
  'cdp_query_api',
  'cdp_profile_api',
  'full',
]

/** The app's scopes: each can be removed, and any can be added. */
export function ScopeChips({ scopes, onChange }: Props) {
  const [draft, setDraft] = useState('')
  const missing = offered.filter((scope) => !scopes.includes(scope))
  const add = (scope: string) => {
    if (scope !== '' && !scopes.includes(scope)) onChange([...scopes, scope])
    setDraft('')
  }
  return (
    <>
      <ul className={styles.chips} aria-label="Scopes of the app">
        {scopes.map((scope) => (
          <li key={scope} className={styles.chip}>
            <code>{scope}</code>
            <button
              type="button"
              aria-label={`Remove scope ${scope}`}
              onClick={() => onChange(scopes.filter((other) => other !== scope))}
            >
              <IconX size={12} aria-hidden />
            </button>
          </li>
        ))}
        {scopes.length === 0 ? <li>No scope at all</li> : null}
      </ul>
      <form
        className={styles.add}
        onSubmit={(event) => {
          event.preventDefault()
          add(draft.trim())
        }}
      >
        <TextInput
          aria-label="Scope to add"
          placeholder="scope"
          list="scopes"
          value={draft}
          onChange={({ currentTarget }) => setDraft(currentTarget.value)}
        />
        <datalist id="scopes">
          {missing.map((scope) => (
            <option key={scope}>{scope}</option>
          ))}
        </datalist>
        <Button type="submit" variant="default" disabled={draft.trim() === ''}>
          Add scope
        </Button>
      </form>
    </>
  )
}
