import { Button } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { IconDownload, IconRefresh } from '@tabler/icons-react'
import { useState } from 'react'
import { rowsQuery, type ExplorerObject, type Filter, type RowPage } from '../api/explorer.ts'
import { ErrorPanel } from '../ui/error-panel.tsx'
import { Panel } from '../ui/panel.tsx'
import { Waiting } from '../ui/waiting.tsx'
import { csvOf } from './cell-text.ts'
import { ColumnChoice } from './column-choice.tsx'
import { downloadText } from './download.ts'
import type { ExplorerSearch } from './explorer-search.ts'
import { FilterBar } from './filter-bar.tsx'
import styles from './object-tab.module.css'
import { ObjectChoice } from './object-choice.tsx'
import { RowCount } from './row-count.tsx'
import { ResultGrid, type ChosenCell } from './result-grid.tsx'
import { ValueDrawer } from './value-drawer.tsx'

const route = getRouteApi('/explorer')

/** Rows of one page. */
const pageRowCount = 50

export function ObjectTab({ objects }: { readonly objects: readonly ExplorerObject[] }) {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const object = chosenOf(objects, search.object)
  const go = (change: (before: ExplorerSearch) => ExplorerSearch) =>
    void navigate({ search: change })

  if (object === undefined) {
    return (
      <Panel title="There is nothing to explore yet">
        <p>Deploy a data stream: its lake object and its problem records appear here.</p>
      </Panel>
    )
  }
  return (
    <div className={styles.card}>
      <div className={styles.bar}>
        <ObjectChoice
          objects={objects}
          chosen={object}
          // Filters speak of the columns of one object.
          onChoose={(name) => go(() => ({ object: name }))}
        />
      </div>
      <FilterBar
        key={`${object.name} ${JSON.stringify(search.filters ?? [])}`}
        columns={object.columns}
        filters={search.filters ?? []}
        onChange={(filters) => go((before) => withFilters(before, filters))}
      />
      <Rows object={object} search={search} go={go} />
    </div>
  )
}

function withFilters(
  { filters: _filters, page: _page, ...rest }: ExplorerSearch,
  filters: readonly Filter[],
): ExplorerSearch {
  return filters.length === 0 ? rest : { ...rest, filters }
}

type RowsProps = {
  readonly object: ExplorerObject
  readonly search: ExplorerSearch
  readonly go: (change: (before: ExplorerSearch) => ExplorerSearch) => void
}

function Rows({ object, search, go }: RowsProps) {
  const { filters = [], sort, page = 1, hidden = [] } = search
  const [chosen, setChosen] = useState<ChosenCell | null>(null)
  const question = {
    object: object.name,
    filters,
    ...(sort === undefined ? {} : { sort }),
    offset: (page - 1) * pageRowCount,
    limit: pageRowCount,
  }
  const rows = useQuery({ ...rowsQuery(question), placeholderData: keepPreviousData })
  const turnTo = (next: number) =>
    go(({ page: _page, ...rest }) => (next === 1 ? rest : { ...rest, page: next }))
  const shown = rows.data?.object.name === object.name ? rows.data : undefined
  const { columns, cells } = visibleOf(shown, hidden)
  return (
    <>
      <div className={styles.tools}>
        <RowCount page={shown} offset={question.offset} isFiltered={filters.length > 0} />
        <span className={styles.space} />
        {sort === undefined ? (
          <span className={styles.quiet}>Newest first</span>
        ) : (
          <Button
            variant="subtle"
            onClick={() => go(({ sort: _sort, page: _page, ...rest }) => rest)}
          >
            Newest first
          </Button>
        )}
        <ColumnChoice
          columns={object.columns}
          hidden={hidden}
          onChange={(next) =>
            go(({ hidden: _hidden, ...rest }) =>
              next.length === 0 ? rest : { ...rest, hidden: next },
            )
          }
        />
        <Button
          variant="default"
          leftSection={<IconDownload size={14} />}
          disabled={cells.length === 0}
          onClick={() =>
            downloadText(
              `${object.name}.csv`,
              'text/csv',
              csvOf(
                columns.map(({ name }) => name),
                cells,
              ),
            )
          }
        >
          Download CSV
        </Button>
        <Button
          variant="default"
          leftSection={<IconRefresh size={14} />}
          onClick={() => void rows.refetch()}
        >
          Refresh
        </Button>
      </div>
      {rows.status === 'error' ? (
        <ErrorPanel
          error={rows.error}
          what="The rows could not be read"
          onRetry={() => void rows.refetch()}
        />
      ) : shown === undefined ? (
        <Waiting what="Reading rows" />
      ) : cells.length === 0 ? (
        <NoRows
          object={object}
          isFiltered={filters.length > 0}
          onClear={() => go((before) => withFilters(before, []))}
        />
      ) : (
        <ResultGrid
          label={`Rows of ${object.name}`}
          columns={columns}
          rows={cells}
          sort={sort}
          onSort={(column) => go((before) => withSort(before, column))}
          onChoose={setChosen}
        />
      )}
      <Pager page={page} count={shown?.rowCount ?? 0} onTurn={turnTo} />
      {chosen === null ? null : <ValueDrawer cell={chosen} onClose={() => setChosen(null)} />}
    </>
  )
}

/** First down, then up, then as it came. */
function withSort({ page: _page, sort, ...rest }: ExplorerSearch, column: string): ExplorerSearch {
  if (sort?.column !== column) return { ...rest, sort: { column, isDescending: true } }
  return sort.isDescending ? { ...rest, sort: { column, isDescending: false } } : rest
}

function visibleOf(page: RowPage | undefined, hidden: readonly string[]) {
  const all = page?.object.columns ?? []
  const places = all.flatMap(({ name }, place) => (hidden.includes(name) ? [] : [place]))
  return {
    columns: places.flatMap((place) => all[place] ?? []),
    cells: (page?.rows ?? []).map((row) => places.map((place) => row[place])),
  }
}

function chosenOf(objects: readonly ExplorerObject[], wanted: string | undefined) {
  return objects.find(({ name, alias }) => name === wanted || alias === wanted) ?? objects[0]
}

function NoRows({
  object,
  isFiltered,
  onClear,
}: {
  readonly object: ExplorerObject
  readonly isFiltered: boolean
  readonly onClear: () => void
}) {
  if (isFiltered) {
    return (
      <Panel
        title="No row matches the filters"
        actions={
          <Button variant="default" onClick={onClear}>
            Clear filters
          </Button>
        }
      >
        <p>
          Values are compared as they are stored, texts with upper and lower case apart unless the
          filter is “contains” or “starts with”.
        </p>
      </Panel>
    )
  }
  return (
    <Panel title="No rows yet">
      <p>{whenFilledOf(object)}</p>
    </Panel>
  )
}

function whenFilledOf({ kind }: ExplorerObject): string {
  switch (kind) {
    case 'DataLakeObject':
      return 'Send records to the object’s endpoint: they appear here when they have landed.'
    case 'ProblemRecords':
      return 'Every row with a problem appears here: a key that is missing, a bad date, the same key twice.'
    case 'DataModelObject':
      return 'Rows appear here when a lake object that is mapped to it has rows.'
    case 'UnifiedObject':
      return 'Rows appear here when identity resolution has run.'
  }
}

function Pager({
  page,
  count,
  onTurn,
}: {
  readonly page: number
  readonly count: number
  readonly onTurn: (page: number) => void
}) {
  const lastPage = Math.max(1, Math.ceil(count / pageRowCount))
  if (lastPage === 1 && page === 1) return null
  return (
    <nav className={styles.pager} aria-label="Pages">
      <Button variant="default" disabled={page <= 1} onClick={() => onTurn(page - 1)}>
        Previous
      </Button>
      <span className="tabular">
        Page {page} of {lastPage}
      </span>
      <Button variant="default" disabled={page >= lastPage} onClick={() => onTurn(page + 1)}>
        Next
      </Button>
    </nav>
  )
}
