import { useElementSize } from '@mantine/hooks'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useRef, type ReactNode, type Ref } from 'react'
import type { LiveEvent } from '../api/live-event.ts'
import { columnsOf, layoutOf, rowHeightPxOf } from './columns.ts'
import { EventRow, rowIdOf } from './event-row.tsx'
import styles from './event-table.module.css'

type Props = {
  readonly rows: readonly LiveEvent[]
  readonly integrationId: string | undefined
  readonly selectedId: string | null
  /** Stands below the last row: that there is more, or that this is all. */
  readonly end: ReactNode
  readonly gridRef: Ref<HTMLDivElement>
  readonly onOpen: (event: LiveEvent) => void
  readonly onAtTop: (isAtTop: boolean) => void
  /** The last rows are in sight. */
  readonly onNearEnd: () => void
}

/** Rows drawn beyond the visible ones, so that a quick scroll meets no blank. */
const overscanRows = 12
/** Rows from the end at which the next page is asked for. */
const nearEndRows = 25

/** The list. Only the rows in sight are drawn, however many there are. */
export function EventTable(props: Props) {
  const { rows, integrationId, selectedId, end, gridRef, onOpen, onAtTop, onNearEnd } = props
  const { ref: sizeRef, width } = useElementSize()
  const scroller = useRef<HTMLDivElement>(null)
  const layout = layoutOf(width)
  const rowHeightPx = rowHeightPxOf(layout)

  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeightPx,
    getItemKey: (place) => rows[place]?.offset ?? place,
    overscan: overscanRows,
  })
  useEffect(() => virtualizer.measure(), [virtualizer, rowHeightPx])

  const items = virtualizer.getVirtualItems()
  const isNearEnd = (items.at(-1)?.index ?? 0) >= rows.length - nearEndRows
  useEffect(() => {
    if (isNearEnd) onNearEnd()
  }, [isNearEnd, rows.length, onNearEnd])

  const selectedPlace = rows.findIndex((row) => row.event_id === selectedId)
  // Only a row that is drawn can be pointed at.
  const selected = items.some(({ index }) => index === selectedPlace)
    ? rows[selectedPlace]
    : undefined
  const broughtIntoSight = useRef<string | null>(null)
  useEffect(() => {
    // Once for each selected event: new rows that push it down must not pull the list after it.
    if (selectedPlace < 0 || broughtIntoSight.current === selectedId) return
    broughtIntoSight.current = selectedId
    virtualizer.scrollToIndex(selectedPlace, { align: 'auto' })
  }, [selectedId, selectedPlace, virtualizer])

  return (
    <div className={styles.table} ref={sizeRef}>
      <div
        ref={scroller}
        className={styles.scroller}
        onScroll={({ currentTarget }) => onAtTop(currentTarget.scrollTop < rowHeightPx / 2)}
      >
        <div
          ref={gridRef}
          role="grid"
          aria-label="Live events"
          aria-rowcount={rows.length + 1}
          aria-activedescendant={selected === undefined ? undefined : rowIdOf(selected)}
          tabIndex={0}
          className={styles.grid}
          data-layout={layout}
        >
          <div role="row" aria-rowindex={1} className={styles.head}>
            {columnsOf(layout).map(({ key, head }) => (
              <div key={key} role="columnheader" className={styles.headCell} data-column={key}>
                {head}
              </div>
            ))}
          </div>
          <div
            role="rowgroup"
            className={styles.body}
            style={{ height: virtualizer.getTotalSize() }}
          >
            {items.map(({ index, key, start }) => {
              const event = rows[index]
              if (event === undefined) return null
              return (
                <EventRow
                  key={key}
                  event={event}
                  integrationId={integrationId}
                  layout={layout}
                  isSelected={event.event_id === selectedId}
                  place={index}
                  topPx={start}
                  onOpen={onOpen}
                />
              )
            })}
          </div>
        </div>
        <div className={styles.end}>{end}</div>
      </div>
    </div>
  )
}
