import { useDocumentTitle } from '@mantine/hooks'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { LiveEvent } from '../api/live-event.ts'
import { ErrorPanel } from '../ui/error-panel.tsx'
import { EmptyEvents } from './empty-events.tsx'
import { EventDrawer } from './event-drawer.tsx'
import { EventTable } from './event-table.tsx'
import { FilterBar } from './filter-bar.tsx'
import { filtersKey, filtersOf, hasFilters, withSearch, type LiveSearch } from './filters.ts'
import { LinkNotice } from './link-notice.tsx'
import { ListEnd } from './list-end.tsx'
import styles from './live-events-page.module.css'
import { holdOf, viewOf, type Hold } from './live-list.ts'
import { LiveSwitch, NewEvents } from './live-switch.tsx'
import { TableSkeleton } from './table-skeleton.tsx'
import { useKeys } from './use-keys.ts'
import { useLiveFeed } from './use-live-feed.ts'

/** Every event as it comes, and what Salesforce said of it. */
export function LiveEventsPage() {
  useDocumentTitle('Live Events · Signal')
  const search = useSearch({ from: '/signed-in/live-events' })
  const navigate = useNavigate({ from: '/live-events' })
  const filters = useMemo(() => filtersOf(search), [search])
  const key = filtersKey(filters)
  const { feed, state } = useLiveFeed(filters)

  const [isPaused, setPaused] = useState(false)
  const [isAtTop, setAtTop] = useState(true)
  const [held, setHeld] = useState<{ key: string; hold: Hold } | null>(null)
  const [selectedId, setSelectedId] = useState<string | null>(search.event ?? null)
  const gridRef = useRef<HTMLDivElement>(null)
  const searchRef = useRef<HTMLInputElement>(null)

  const hold = held !== null && held.key === key ? held.hold : null
  const view = useMemo(() => viewOf(state.list, filters, hold), [state.list, filters, hold])
  const isShown = state.status === 'ready' && filtersKey(state.filters) === key

  // The list is held still while it is paused, read further down, or looked at through an open event.
  const wantsHold = isPaused || !isAtTop || search.event !== undefined
  const showNew = useCallback(() => {
    gridRef.current?.parentElement?.scrollTo({ top: 0 })
    setHeld({ key, hold: holdOf(viewOf(state.list, filters, null)) })
  }, [key, state.list, filters])
  useEffect(() => {
    if (!wantsHold) setHeld(null)
    else if (hold === null && isShown) setHeld({ key, hold: holdOf(view) })
  }, [wantsHold, hold, isShown, key, view])
  const isOpenNew = search.event !== undefined && isNewer(state.list.rows, search.event, hold)
  useEffect(() => {
    // The event that was asked for (a test event, say) belongs in the list it is shown beside.
    if (isOpenNew) showNew()
  }, [isOpenNew, showNew])

  const change = useCallback(
    (patch: Parameters<typeof withSearch>[1]) =>
      void navigate({ search: (before: LiveSearch) => withSearch(before, patch), replace: true }),
    [navigate],
  )
  const open = useCallback(
    (event: LiveEvent) => {
      setSelectedId(event.event_id)
      change({ event: event.event_id })
    },
    [change],
  )
  const close = useCallback(() => {
    change({ event: null })
    gridRef.current?.focus({ preventScroll: true })
  }, [change])
  const openId = useCallback(
    (eventId: string) => {
      setSelectedId(eventId)
      change({ event: eventId })
    },
    [change],
  )
  const move = (step: 1 | -1) => {
    const place = view.rows.findIndex((row) => row.event_id === selectedId)
    const next =
      view.rows[place === -1 ? 0 : Math.min(Math.max(place + step, 0), view.rows.length - 1)]
    if (next === undefined) return
    if (search.event === undefined) setSelectedId(next.event_id)
    else open(next)
  }
  useKeys({
    down: () => move(1),
    up: () => move(-1),
    enter: () => {
      const selected = view.rows.find((row) => row.event_id === selectedId)
      if (selected !== undefined) open(selected)
    },
    escape: () => (search.event === undefined ? setSelectedId(null) : close()),
    pause: () => setPaused(!isPaused),
    search: () => searchRef.current?.focus(),
  })
  const loadOlder = useCallback(() => feed.loadOlder(), [feed])

  return (
    <div className={styles.page}>
      <header className={styles.header}>
        <div className={styles.title}>
          <h1>Live Events</h1>
          <p>
            Every event, not a sample. 202 means Data Cloud has queued the event; landing is not
            checked yet.
          </p>
        </div>
        <LiveSwitch isPaused={isPaused} link={state.link} onChange={setPaused} />
      </header>
      <FilterBar ref={searchRef} search={search} onChange={change} />
      <LinkNotice
        link={state.link}
        heardAtMs={state.heardAtMs}
        hasRows={view.rows.length > 0}
        onRetry={feed.retry}
      />
      <div className={styles.body}>
        <section className={styles.list} aria-label="Events">
          {view.newCount > 0 ? <NewEvents count={view.newCount} onShow={showNew} /> : null}
          {!isShown ? (
            <Unready error={state.status === 'failed' ? state.error : null} onRetry={feed.retry} />
          ) : view.rows.length === 0 && state.list.olderCursor === null ? (
            <EmptyEvents
              isFiltered={hasFilters(filters)}
              onClear={() => void navigate({ search: {}, replace: true })}
              onSent={openId}
            />
          ) : (
            <EventTable
              rows={view.rows}
              integrationId={filters.integration}
              selectedId={selectedId}
              gridRef={gridRef}
              onOpen={open}
              onAtTop={setAtTop}
              onNearEnd={loadOlder}
              end={
                <ListEnd
                  state={state}
                  shownCount={view.rows.length}
                  isFiltered={hasFilters(filters)}
                  onOlder={loadOlder}
                />
              }
            />
          )}
        </section>
        {search.event === undefined ? null : (
          <EventDrawer
            eventId={search.event}
            row={state.list.rows.find((row) => row.event_id === search.event) ?? null}
            integrationId={filters.integration}
            onClose={close}
            onStep={move}
            onFilter={change}
          />
        )}
      </div>
    </div>
  )
}

/** Whether an event is in the list, but newer than what the held list shows. */
function isNewer(rows: readonly LiveEvent[], eventId: string, hold: Hold | null): boolean {
  if (hold === null) return false
  const row = rows.find((one) => one.event_id === eventId)
  return row !== undefined && row.offset > hold.newestOffset
}

function Unready({
  error,
  onRetry,
}: {
  readonly error: Error | null
  readonly onRetry: () => void
}) {
  if (error !== null)
    return <ErrorPanel error={error} what="Live Events could not be loaded" onRetry={onRetry} />
  return <TableSkeleton />
}
