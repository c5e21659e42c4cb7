import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { IconDownload, IconPlayerPlay } from '@tabler/icons-react'
import { useState } from 'react'
import { OrgError } from '../api/call.ts'
import { runSql, type ExplorerObject, type SqlAnswer } from '../api/explorer.ts'
import { countedText, spanText } from '../ui/numbers.ts'
import { Notice } from '../ui/notice.tsx'
import { Panel } from '../ui/panel.tsx'
import { csvOf } from './cell-text.ts'
import { downloadText } from './download.ts'
import { ResultGrid, type ChosenCell } from './result-grid.tsx'
import styles from './sql-tab.module.css'
import { ValueDrawer } from './value-drawer.tsx'

const route = getRouteApi('/explorer')

/** SQL over everything that is stored, as the Query API takes it. */
export function SqlTab({ objects }: { readonly objects: readonly ExplorerObject[] }) {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const [sql, setSql] = useState(search.sql ?? exampleOf(objects))
  const [chosen, setChosen] = useState<ChosenCell | null>(null)
  const run = useMutation({
    mutationFn: async (statement: string) => {
      const startedMs = performance.now()
      const answer = await runSql(statement)
      return { answer, tookMs: performance.now() - startedMs }
    },
    // The address holds what was run, so that it can be sent to somebody else.
    onMutate: (statement) =>
      void navigate({
        search: (before) => ({ ...before, tab: 'sql', sql: statement }),
        replace: true,
      }),
  })
  return (
    <div className={styles.card}>
      <div className={styles.editor}>
        <label htmlFor="sql">
          SQL statement <span className={styles.quiet}>PostgreSQL; SELECT only</span>
        </label>
        <textarea
          id="sql"
          className={styles.text}
          spellCheck={false}
          rows={5}
          value={sql}
          onChange={({ currentTarget }) => setSql(currentTarget.value)}
          onKeyDown={(pressed) => {
            if (pressed.key !== 'Enter' || !(pressed.ctrlKey || pressed.metaKey)) return
            pressed.preventDefault()
            run.mutate(sql)
          }}
        />
        <div className={styles.tools}>
          <Button
            leftSection={<IconPlayerPlay size={14} />}
            loading={run.isPending}
            onClick={() => run.mutate(sql)}
          >
            Run
          </Button>
          <span className={styles.quiet}>Ctrl + Enter</span>
          <span className={styles.space} />
          {run.data === undefined || run.isError ? null : (
            <Result answer={run.data.answer} tookMs={run.data.tookMs} />
          )}
        </div>
      </div>
      {run.isError ? (
        <div className={styles.problem}>
          <Notice tone="bad">
            <code className={styles.message}>{run.error.message}</code>
            {run.error instanceof OrgError ? (
              <span className={styles.quiet}> {run.error.code}</span>
            ) : null}
          </Notice>
        </div>
      ) : run.data === undefined ? (
        <Panel title="Nothing was run yet">
          <p>
            Lake objects have two names: <code>page_view__dll</code> is short for the one with the
            digits. Problem records are in <code>PR_page_view__dll</code>.
          </p>
        </Panel>
      ) : run.data.answer.rows.length === 0 ? (
        <Panel title="The statement gave no rows" />
      ) : (
        <ResultGrid
          label="SQL result"
          columns={distinctColumnsOf(run.data.answer)}
          rows={run.data.answer.rows}
          onChoose={setChosen}
        />
      )}
      {chosen === null ? null : <ValueDrawer cell={chosen} onClose={() => setChosen(null)} />}
    </div>
  )
}

function Result({ answer, tookMs }: { readonly answer: SqlAnswer; readonly tookMs: number }) {
  const isCut = answer.rows.length < answer.rowCount
  return (
    <>
      <span role="status" className="tabular">
        {countedText(answer.rowCount, 'row')}
        {isCut ? `, the first ${answer.rows.length} shown` : ''}, {spanText(tookMs)}
      </span>
      <Button
        variant="default"
        leftSection={<IconDownload size={14} />}
        disabled={answer.rows.length === 0}
        onClick={() =>
          downloadText(
            'result.csv',
            'text/csv',
            csvOf(
              answer.columns.map(({ name }) => name),
              answer.rows,
            ),
          )
        }
      >
        Download CSV
      </Button>
    </>
  )
}

/** Two columns of an answer may have one name; a grid needs to tell them apart. */
function distinctColumnsOf({ columns }: SqlAnswer) {
  return columns.map((column, place) => {
    const sameBefore = columns.slice(0, place).filter(({ name }) => name === column.name).length
    return sameBefore === 0 ? column : { ...column, name: `${column.name} (${sameBefore + 1})` }
  })
}

function exampleOf(objects: readonly ExplorerObject[]): string {
  const object = objects[0]
  const name = object?.alias ?? object?.name ?? 'page_view__dll'
  return `select *\nfrom ${name}\nlimit 100`
}
