import { ActionIcon, Button, NativeSelect, TextInput } from '@mantine/core'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import { useState, type FormEvent } from 'react'
import type { ExplorerColumn, Filter } from '../api/explorer.ts'
import styles from './filter-bar.module.css'

type Props = {
  readonly columns: readonly ExplorerColumn[]
  readonly filters: readonly Filter[]
  readonly onChange: (filters: readonly Filter[]) => void
}

const operators = [
  { value: 'equals', label: 'equals' },
  { value: 'not-equals', label: 'does not equal' },
  { value: 'contains', label: 'contains' },
  { value: 'starts-with', label: 'starts with' },
  { value: 'greater', label: 'is greater than' },
  { value: 'less', label: 'is less than' },
  { value: 'empty', label: 'is empty' },
  { value: 'not-empty', label: 'is not empty' },
]

/** Conditions that a row must all meet. They are tried together, when they are applied. */
export function FilterBar({ columns, filters, onChange }: Props) {
  const [draft, setDraft] = useState(filters)
  const change = (place: number, part: Partial<Filter>) =>
    setDraft(draft.map((filter, other) => (other === place ? { ...filter, ...part } : filter)))
  const apply = (event: FormEvent) => {
    event.preventDefault()
    onChange(draft)
  }
  const isApplied = JSON.stringify(draft) === JSON.stringify(filters)
  return (
    <form className={styles.bar} onSubmit={apply} aria-label="Filters">
      {draft.map((filter, place) => (
        // A filter has no identity but its place.
        <div key={place} className={styles.filter}>
          <span className={styles.word}>{place === 0 ? 'Where' : 'and'}</span>
          <NativeSelect
            aria-label={`Column of filter ${place + 1}`}
            value={filter.column}
            onChange={({ currentTarget }) => change(place, { column: currentTarget.value })}
            data={columns.map(({ name }) => name)}
          />
          <NativeSelect
            aria-label={`Operator of filter ${place + 1}`}
            value={filter.operator}
            onChange={({ currentTarget }) => change(place, { operator: currentTarget.value })}
            data={operators}
          />
          {isWithoutValue(filter) ? null : (
            <TextInput
              aria-label={`Value of filter ${place + 1}`}
              placeholder={placeholderOf(columns, filter)}
              value={filter.value}
              onChange={({ currentTarget }) => change(place, { value: currentTarget.value })}
            />
          )}
          <ActionIcon
            aria-label={`Remove filter ${place + 1}`}
            onClick={() => {
              const rest = draft.filter((_filter, other) => other !== place)
              setDraft(rest)
              onChange(rest)
            }}
          >
            <IconTrash size={15} />
          </ActionIcon>
        </div>
      ))}
      <div className={styles.filter}>
        <Button
          variant="subtle"
          leftSection={<IconPlus size={14} />}
          onClick={() =>
            setDraft([...draft, { column: columns[0]?.name ?? '', operator: 'equals', value: '' }])
          }
        >
          Add filter
        </Button>
        {draft.length === 0 ? null : (
          <Button type="submit" disabled={isApplied}>
            Apply
          </Button>
        )}
      </div>
    </form>
  )
}

function isWithoutValue({ operator }: Filter): boolean {
  return operator === 'empty' || operator === 'not-empty'
}

function placeholderOf(columns: readonly ExplorerColumn[], filter: Filter): string {
  if (filter.operator === 'contains' || filter.operator === 'starts-with') return 'text'
  switch (columns.find(({ name }) => name === filter.column)?.type) {
    case 'date-time':
      return '2026-03-01T11:00:00Z'
    case 'date':
      return '2026-03-01'
    case 'number':
    case 'percent':
    case 'currency':
      return '12.50'
    case 'boolean':
      return 'true or false'
    default:
      return 'text'
  }
}
