import { Button, Popover } from '@mantine/core'
import { IconColumns3 } from '@tabler/icons-react'
import type { ExplorerColumn } from '../api/explorer.ts'
import styles from './column-choice.module.css'

type Props = {
  readonly columns: readonly ExplorerColumn[]
  readonly hidden: readonly string[]
  readonly onChange: (hidden: readonly string[]) => void
}

/** Which columns are shown. */
export function ColumnChoice({ columns, hidden, onChange }: Props) {
  const system = columns.filter(({ isSystem }) => isSystem).map(({ name }) => name)
  const shownCount = columns.filter(({ name }) => !hidden.includes(name)).length
  return (
    <Popover position="bottom-end" shadow="md" withinPortal trapFocus>
      <Popover.Target>
        <Button variant="default" leftSection={<IconColumns3 size={14} />}>
          Columns ({shownCount} of {columns.length})
        </Button>
      </Popover.Target>
      <Popover.Dropdown className={styles.box ?? ''}>
        <div className={styles.quick}>
          <Button variant="subtle" onClick={() => onChange([])}>
            All
          </Button>
          <Button variant="subtle" onClick={() => onChange(system)}>
            Without system columns
          </Button>
        </div>
        <fieldset className={styles.list}>
          <legend className="visually-hidden">Columns</legend>
          {columns.map(({ name, isSystem }) => (
            <label key={name}>
              <input
                type="checkbox"
                checked={!hidden.includes(name)}
                onChange={({ currentTarget }) =>
                  onChange(
                    currentTarget.checked
                      ? hidden.filter((other) => other !== name)
                      : [...hidden, name],
                  )
                }
              />
              <code>{name}</code>
              {isSystem ? <span className={styles.quiet}>system</span> : null}
            </label>
          ))}
        </fieldset>
      </Popover.Dropdown>
    </Popover>
  )
}
