import { IconArrowDown, IconArrowUp } from '@tabler/icons-react'
import type { KeyboardEvent } from 'react'
import type { Sort } from '../api/explorer.ts'
import { cellText } from './cell-text.ts'
import styles from './result-grid.module.css'

export type GridColumn = {
  readonly name: string
  readonly type: string
  readonly isSystem?: boolean
}

export type ChosenCell = { readonly column: GridColumn; readonly value: unknown }

type Props = {
  readonly label: string
  readonly columns: readonly GridColumn[]
  readonly rows: readonly (readonly unknown[])[]
  readonly sort?: Sort | undefined
  /** Without it the columns cannot be sorted. */
  readonly onSort?: (column: string) => void
  readonly onChoose: (cell: ChosenCell) => void
}

/** Rows as they are stored. Arrows move from cell to cell, Enter opens one. */
export function ResultGrid({ label, columns, rows, sort, onSort, onChoose }: Props) {
  return (
    <div className={styles.frame}>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-to-interactive-role -- arrows move from cell to cell, as in a grid */}
      <table className={styles.grid} role="grid" aria-label={label} onKeyDown={moveFocus}>
        <thead>
          <tr>
            {columns.map((column) => (
              <HeadCell key={column.name} column={column} sort={sort} onSort={onSort} />
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, rowPlace) => (
            // A row has no identity but its place: the page is replaced as a whole.
            <tr key={rowPlace}>
              {columns.map((column, place) => (
                <td key={column.name} data-number={isNumber(column) || undefined}>
                  <button
                    type="button"
                    tabIndex={rowPlace === 0 && place === 0 ? 0 : -1}
                    onClick={() => onChoose({ column, value: row[place] })}
                  >
                    <CellValue value={row[place]} />
                  </button>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function HeadCell({
  column,
  sort,
  onSort,
}: {
  readonly column: GridColumn
  readonly sort: Sort | undefined
  readonly onSort: ((column: string) => void) | undefined
}) {
  const isSorted = sort?.column === column.name
  const order = !isSorted ? 'none' : sort.isDescending ? 'descending' : 'ascending'
  return (
    <th
      scope="col"
      aria-sort={order}
      data-system={column.isSystem || undefined}
      data-number={isNumber(column) || undefined}
    >
      {onSort === undefined ? (
        <span title={column.type}>{column.name}</span>
      ) : (
        <button
          type="button"
          title={`${column.type}; sort by this column`}
          onClick={() => onSort(column.name)}
        >
          {column.name}
          {!isSorted ? null : sort.isDescending ? (
            <IconArrowDown size={12} aria-hidden />
          ) : (
            <IconArrowUp size={12} aria-hidden />
          )}
        </button>
      )}
    </th>
  )
}

function CellValue({ value }: { readonly value: unknown }) {
  if (value === null || value === undefined) return <span className={styles.none}>null</span>
  if (value === '') return <span className={styles.none}>blank</span>
  return cellText(value)
}

function isNumber({ type }: GridColumn): boolean {
  return /^(?:number|percent|currency|DECIMAL|BIGINT|INTEGER|SMALLINT|REAL|DOUBLE)$/.test(type)
}

/** One cell is in the tab order; arrows go on from it. */
function moveFocus(pressed: KeyboardEvent<HTMLTableElement>): void {
  const steps: Readonly<Record<string, readonly [number, number]>> = {
    ArrowDown: [1, 0],
    ArrowUp: [-1, 0],
    ArrowRight: [0, 1],
    ArrowLeft: [0, -1],
  }
  const [down, right] = steps[pressed.key] ?? [0, 0]
  const cell = pressed.target instanceof Element ? pressed.target.closest('td') : null
  if ((down === 0 && right === 0) || cell === null) return
  const body = pressed.currentTarget.tBodies[0]
  const line = cell.closest('tr')
  const next = body?.rows[(line?.sectionRowIndex ?? 0) + down]?.cells[cell.cellIndex + right]
  const button = next?.querySelector('button')
  if (button === undefined || button === null) return
  pressed.preventDefault()
  button.focus()
}
