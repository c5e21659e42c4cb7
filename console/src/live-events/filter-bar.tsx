import { Button, CloseButton, Kbd, Select, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { IconSearch } from '@tabler/icons-react'
import { useEffect, useState, type Ref } from 'react'
import { integrationsQuery } from '../api/integrations.ts'
import {
  eventTypes,
  filtersOf,
  hasFilters,
  liveStates,
  type LiveSearch,
  type withSearch,
} from './filters.ts'
import styles from './filter-bar.module.css'
import { stateWords } from './state-words.ts'

type Change = (patch: Parameters<typeof withSearch>[1]) => void
type Props = {
  readonly ref: Ref<HTMLInputElement>
  readonly search: LiveSearch
  readonly onChange: Change
}

/** Pause in typing after which the search is made. */
const typingPauseMs = 250

const typeChoices = eventTypes.map((type) => ({ value: type, label: type }))
const stateChoices = liveStates.map((state) => ({ value: state, label: stateWords[state].word }))

/** What the list is narrowed to; all of it stands in the address bar. */
export function FilterBar({ ref, search, onChange }: Props) {
  const integrations = useQuery(integrationsQuery)
  const integrationChoices = (integrations.data ?? []).map(({ id, name }) => ({
    value: id,
    label: name,
  }))
  return (
    <div className={styles.bar} role="search" aria-label="Filter events">
      <TextFilter ref={ref} value={search.text ?? ''} onChange={(text) => onChange({ text })} />
      <Select
        className={styles.pick ?? ''}
        aria-label="Integration"
        placeholder="Integration"
        data={integrationChoices}
        value={search.integration ?? null}
        onChange={(integration) => onChange({ integration })}
        clearable
        nothingFoundMessage="No integration is installed"
      />
      <Select
        className={styles.pickShort ?? ''}
        aria-label="Type"
        placeholder="Type"
        data={typeChoices}
        value={search.type ?? null}
        onChange={(type) => onChange({ type })}
        clearable
      />
      <Select
        className={styles.pickShort ?? ''}
        aria-label="State"
        placeholder="State"
        data={stateChoices}
        value={search.state ?? null}
        onChange={(state) => onChange({ state })}
        clearable
      />
      <Chip label="User" value={search.user} onRemove={() => onChange({ user: null })} />
      <Chip
        label="Message ID"
        value={search.message_id}
        onRemove={() => onChange({ message_id: null })}
      />
      {hasFilters(filtersOf(search)) ? (
        <Button variant="subtle" color="gray" onClick={() => onChange(nothing)}>
          Clear filters
        </Button>
      ) : null}
    </div>
  )
}

const nothing = {
  integration: null,
  type: null,
  state: null,
  user: null,
  message_id: null,
  text: null,
}

type TextProps = {
  readonly ref: Ref<HTMLInputElement>
  readonly value: string
  readonly onChange: (text: string) => void
}

/** The search field: typed here at once, searched after a pause. */
function TextFilter({ ref, value, onChange }: TextProps) {
  const [typed, setTyped] = useState(value)
  useEffect(() => setTyped(value), [value])
  const searchSoon = useDebouncedCallback(onChange, typingPauseMs)
  const type = (text: string) => {
    setTyped(text)
    searchSoon(text)
  }
  return (
    <TextInput
      ref={ref}
      className={styles.search ?? ''}
      aria-label="Search events"
      aria-keyshortcuts="/"
      placeholder="Message ID, user ID or any value"
      leftSection={<IconSearch size={14} />}
      rightSection={
        typed === '' ? (
          <Kbd size="xs" aria-hidden>
            /
          </Kbd>
        ) : (
          <CloseButton size="xs" aria-label="Clear search" onClick={() => type('')} />
        )
      }
      value={typed}
      maxLength={200}
      spellCheck={false}
      onChange={({ currentTarget }) => type(currentTarget.value)}
      onKeyDown={(pressed) => {
        if (pressed.key === 'Escape') pressed.currentTarget.blur()
        if (pressed.key === 'Enter') onChange(typed)
      }}
    />
  )
}

type ChipProps = {
  readonly label: string
  readonly value: string | undefined
  readonly onRemove: () => void
}

/** A filter that was set from an event, not picked from a list. */
function Chip({ label, value, onRemove }: ChipProps) {
  if (value === undefined) return null
  return (
    <span className={styles.chip}>
      <span className={styles.chipLabel}>{label}</span>
      <span className={styles.chipValue} title={value}>
        {value}
      </span>
      <CloseButton
        size="xs"
        aria-label={`Remove the filter ${label} ${value}`}
        onClick={onRemove}
      />
    </span>
  )
}
