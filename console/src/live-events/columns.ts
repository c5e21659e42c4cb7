/** Columns of the list, in order. */
export const columns = [
  { key: 'time', head: 'Time' },
  { key: 'type', head: 'Type' },
  { key: 'event', head: 'Event' },
  { key: 'user', head: 'User / anonymous' },
  { key: 'source', head: 'Source' },
  { key: 'stages', head: 'Stages' },
  { key: 'state', head: 'State' },
  { key: 'answer', head: 'Salesforce answer' },
  { key: 'attempts', head: 'Attempts' },
  { key: 'latency', head: 'Latency' },
] as const
export type Column = (typeof columns)[number]
export type ColumnKey = Column['key']

/**
 * How much of a row there is room for. `compact` is two lines on a telephone; the others leave columns out, the most
 * telling ones last.
 */
export type Layout = 'full' | 'medium' | 'small' | 'compact'

const widthsMin: readonly { layout: Layout; px: number }[] = [
  { layout: 'full', px: 1_120 },
  { layout: 'medium', px: 880 },
  { layout: 'small', px: 600 },
]

export function layoutOf(widthPx: number): Layout {
  return widthsMin.find(({ px }) => widthPx >= px)?.layout ?? 'compact'
}

const leftOut: Readonly<Record<Layout, readonly ColumnKey[]>> = {
  full: [],
  medium: ['source', 'stages'],
  small: ['source', 'stages', 'attempts', 'latency'],
  compact: ['source', 'stages', 'attempts', 'latency'],
}

export function columnsOf(layout: Layout): readonly Column[] {
  return columns.filter(({ key }) => !leftOut[layout].includes(key))
}

/** Heights are fixed, so that ten thousand rows need no measuring. */
export function rowHeightPxOf(layout: Layout): number {
  return layout === 'compact' ? 58 : 36
}
