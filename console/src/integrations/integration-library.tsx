import { Button, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { IconSearch, IconSearchOff } from '@tabler/icons-react'
import { useState } from 'react'
import { catalogQuery, type CatalogEntry } from '../api/integrations.ts'
import { ErrorPanel } from '../ui/error-panel.tsx'
import { Panel } from '../ui/panel.tsx'
import { categoriesOf, categoryNames, searchEntries, type Category } from './categories.ts'
import styles from './integration-library.module.css'
import { VendorLogo } from './vendor-logo.tsx'

/** What can be installed. */
export function IntegrationLibrary() {
  const catalog = useQuery(catalogQuery)
  if (catalog.data !== undefined) return <Library entries={catalog.data} />
  if (catalog.status === 'error') {
    return (
      <ErrorPanel
        error={catalog.error}
        what="The Integration Library could not be loaded"
        onRetry={() => void catalog.refetch()}
      />
    )
  }
  return (
    <p className={styles.pending} role="status">
      Reading the library …
    </p>
  )
}

function Library({ entries }: { readonly entries: readonly CatalogEntry[] }) {
  const [category, setCategory] = useState<Category | null>(null)
  const [text, setText] = useState('')
  const found = searchEntries(entries, { category, text })
  return (
    <div className={styles.library}>
      <div className={styles.rail} role="group" aria-label="Category">
        <Choice
          name="All"
          count={entries.length}
          isChosen={category === null}
          onChoose={() => setCategory(null)}
        />
        {categoriesOf(entries).map(({ key, name, count }) => (
          <Choice
            key={key}
            name={name}
            count={count}
            isChosen={category === key}
            onChoose={() => setCategory(key)}
          />
        ))}
      </div>
      <div className={styles.results}>
        <TextInput
          className={styles.search ?? ''}
          aria-label="Search integrations"
          placeholder="Search integrations"
          leftSection={<IconSearch size={14} />}
          value={text}
          onChange={({ currentTarget }) => setText(currentTarget.value)}
        />
        {found.length === 0 ? (
          <Panel
            icon={<IconSearchOff size={20} />}
            title="No integration matches"
            actions={
              <Button
                onClick={() => {
                  setText('')
                  setCategory(null)
                }}
              >
                Show all
              </Button>
            }
          />
        ) : (
          <ul className={styles.cards}>
            {found.map((entry) => (
              <Card key={entry.key} entry={entry} />
            ))}
          </ul>
        )}
      </div>
    </div>
  )
}

type ChoiceProps = {
  readonly name: string
  readonly count: number
  readonly isChosen: boolean
  readonly onChoose: () => void
}

function Choice({ name, count, isChosen, onChoose }: ChoiceProps) {
  return (
    <button type="button" className={styles.choice} aria-pressed={isChosen} onClick={onChoose}>
      <span>{name}</span>
      <span className={styles.count}>{count}</span>
    </button>
  )
}

function Card({ entry }: { readonly entry: CatalogEntry }) {
  const { key, name, description, category, status, installed_count: installedCount } = entry
  const navigate = useNavigate()
  return (
    <li className={styles.card}>
      <div className={styles.cardHead}>
        <VendorLogo />
        <h2>{name}</h2>
        <Button
          variant={installedCount > 0 ? 'default' : 'filled'}
          aria-describedby={`about-${key}`}
          onClick={() =>
            void navigate({ to: '/integrations/library/$key/install', params: { key } })
          }
        >
          Install
        </Button>
      </div>
      <p id={`about-${key}`}>{description}</p>
      <div className={styles.chips}>
        <span>{categoryNames[category]}</span>
        <span>Server-side</span>
        <span>Streaming</span>
        {status === 'beta' ? <span>Beta</span> : null}
        {installedCount > 0 ? (
          <span data-installed>Installed{installedCount > 1 ? ` ×${installedCount}` : ''}</span>
        ) : null}
      </div>
    </li>
  )
}
