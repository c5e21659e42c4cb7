import type { RowPage } from '../api/explorer.ts'
import { countedText, exactText } from '../ui/numbers.ts'

type Props = {
  readonly page: RowPage | undefined
  readonly offset: number
  readonly isFiltered: boolean
}

/** `Rows 1 to 50 of 1,204`. */
export function RowCount({ page, offset, isFiltered }: Props) {
  if (page === undefined) return <span role="status">…</span>
  const { rows, rowCount, isCountCut } = page
  const what = isFiltered ? 'matching row' : 'row'
  const all = `${isCountCut ? 'more than ' : ''}${countedText(rowCount, what)}`
  const isWhole = offset === 0 && rows.length === rowCount && !isCountCut
  return (
    <span role="status" className="tabular">
      {rows.length === 0
        ? `No ${what}s`
        : isWhole
          ? all
          : `Rows ${exactText(offset + 1)} to ${exactText(offset + rows.length)} of ${all}`}
    </span>
  )
}
