import type { ReactNode } from 'react'
import styles from './table.module.css'

type Props = {
  /** Names the table for a screen reader. */
  readonly label: string
  readonly head: readonly (string | { readonly name: string; readonly isNumber: boolean })[]
  readonly children: ReactNode
  /** A long table scrolls below its head. */
  readonly isLong?: boolean
}

/** A dense table that scrolls sideways in its own frame. */
export function Table({ label, head, children, isLong = false }: Props) {
  return (
    <div
      className={styles.frame}
      data-long={isLong || undefined}
      role="region"
      aria-label={label}
      tabIndex={0}
    >
      <table className={styles.table} aria-label={label}>
        <thead>
          <tr>
            {head.map((cell) => {
              const { name, isNumber } =
                typeof cell === 'string' ? { name: cell, isNumber: false } : cell
              return (
                <th key={name} scope="col" data-number={isNumber || undefined}>
                  {name}
                </th>
              )
            })}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  )
}

/** A cell of numbers. */
export function NumberCell({ children }: { readonly children: ReactNode }) {
  return <td data-number>{children}</td>
}
