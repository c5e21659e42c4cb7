/** What *Data streams* shows: every stream with its last run, and one of them with its history and problem records. */
import type { FastifyInstance } from 'fastify'
import type { LakeObject } from '../lake/lake-object.ts'
import { quoted } from '../lake/lake-sql.ts'
import type { Lake } from '../lake/lake.ts'
import type { RefreshHistory } from '../landing/refresh-history.ts'
import type { Org } from '../org/org.ts'
import { endpointPathOf } from './endpoint-path.ts'
import { rowCountsSqlOf } from './explorer-sql.ts'
import { onLoopbackOnly, sendRefusal } from './screen-door.ts'

type Needs = {
  readonly org: Org
  readonly lake: Lake
  readonly refreshHistory: Pick<RefreshHistory, 'of'>
}

/** The latest problem records on a stream's page; the Data Explorer has all of them. */
const problemsShownMax = 50

export function addStreamRoutes(app: FastifyInstance, needs: Needs): void {
  const { org, lake } = needs
  const onRequest = onLoopbackOnly(org)

  app.get('/practice-org/streams', { onRequest }, async () => {
    const rowCounts = await rowCountsOf(lake)
    return {
      streams: lake.objects().map((object) => ({
        ...shownStreamOf(object),
        rowCount: rowCounts.get(object.name) ?? 0,
        problemCount: rowCounts.get(object.problemName) ?? 0,
        lastRefresh: needs.refreshHistory.of(object.stream.id)[0] ?? null,
      })),
    }
  })

  app.get<{ Params: { id: string } }>(
    '/practice-org/streams/:id',
    { onRequest },
    async (request, reply) => {
      const object = lake.objectOf(request.params.id)
      if (object === undefined) return sendRefusal(reply, 404, streamUnknown)
      const [counts, problems] = await Promise.all([
        lake.read(rowCountsSqlOf([object.name, object.problemName])),
        lake.read(problemsSqlOf(object)),
      ])
      const countOf = (name: string) => counts.rows.find(([found]) => found === name)?.[1] ?? 0
      return {
        ...shownStreamOf(object),
        rowCount: countOf(object.name),
        problemCount: countOf(object.problemName),
        fields: object.stream.fields.map(({ name, type }) => ({
          name,
          type,
          column: object.columns.find(({ field }) => field?.name === name)?.name ?? '',
        })),
        refreshes: needs.refreshHistory.of(object.stream.id),
        problems: problems.rows.map(problemOf),
      }
    },
  )
}

export const streamUnknown = {
  code: 'STREAM_UNKNOWN',
  message: 'There is no such data stream. It may have been deleted: go back to the list.',
}

function shownStreamOf({ stream, name, alias, problemName }: LakeObject) {
  return {
    id: stream.id,
    label: stream.label,
    createdAtMs: stream.createdAtMs,
    connector: stream.connector,
    object: stream.object,
    category: stream.category,
    primaryKey: stream.primaryKey.name,
    eventTimeField: stream.eventTimeField?.name ?? null,
    recordModifiedField: stream.recordModifiedField?.name ?? null,
    refreshMode: stream.refreshMode,
    status: 'Active',
    lakeObject: name,
    alias,
    problemObject: problemName,
    endpointPath: endpointPathOf(stream.connector, stream.object),
  }
}

async function rowCountsOf(lake: Lake): Promise<ReadonlyMap<string, number>> {
  const names = lake.objects().flatMap(({ name, problemName }) => [name, problemName])
  if (names.length === 0) return new Map()
  const { rows } = await lake.read(rowCountsSqlOf(names))
  return new Map(rows.map(([name, count]) => [String(name), Number(count)]))
}

const problemColumnsShown = [
  'error_timestamp__c',
  'error_code__c',
  'error_fields__c',
  'detailed_error__c',
  'error_row__c',
]

function problemsSqlOf({ problemName }: LakeObject): string {
  const columns = problemColumnsShown.map(quoted).join(', ')
  const newest = quoted('error_timestamp__c')
  return `select ${columns} from ${quoted(problemName)} order by ${newest} desc, xmin::text::bigint desc limit ${problemsShownMax}`
}

function problemOf(row: readonly unknown[]) {
  const [at, code, fields, detail, errorRow] = row.map((value) =>
    typeof value === 'string' ? value : '',
  )
  return { at, code, fields, detail, row: errorRow }
}
