/** What the Data Explorer shows: which objects there are, rows of one of them, and the answer to a statement. */
import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import { Compile } from 'typebox/compile'
import { SqlError } from '../lake/database.ts'
import type { Lake } from '../lake/lake.ts'
import type { Queryable } from '../lake/queryable.ts'
import type { Org } from '../org/org.ts'
import { canonicalNamesOf } from '../query/canonical-names.ts'
import { resultColumnsOf } from '../query/result-columns.ts'
import { isReadStatement, withLakeNames } from '../query/sql-text.ts'
import { countedRowsMax, ExplorerQuestion, explorerPlanOf } from './explorer-sql.ts'
import { bodyOf, onLoopbackOnly, sendRefusal } from './screen-door.ts'

type Needs = { readonly org: Org; readonly lake: Lake }

const sqlCharsMax = 100_000
/** Rows of a statement's answer that are shown; the count says how many there are. */
export const sqlRowsShownMax = 1_000

const Statement = Type.Object(
  { sql: Type.String({ minLength: 1, maxLength: sqlCharsMax }) },
  { additionalProperties: false },
)
const questionCheck = Compile(ExplorerQuestion)
const statementCheck = Compile(Statement)

export function addExplorerRoutes(app: FastifyInstance, { org, lake }: Needs): void {
  const onRequest = onLoopbackOnly(org)

  app.get('/practice-org/explorer/objects', { onRequest }, () => ({
    objects: lake.queryables().map(shownObjectOf),
  }))

  app.post('/practice-org/explorer/rows', { onRequest }, async (request, reply) => {
    const body = bodyOf(questionCheck, request)
    if (body.kind === 'refused') return sendRefusal(reply, 400, body.refusal)
    const object = objectNamed(lake.queryables(), body.value.object)
    if (object === undefined) {
      const message = `There is no object ${body.value.object}. It may have been deleted: choose another one.`
      return sendRefusal(reply, 404, { code: 'OBJECT_UNKNOWN', message })
    }
    const plan = explorerPlanOf(object, body.value, ageColumnOf(lake, object.name))
    if (plan.kind === 'refused') {
      return sendRefusal(reply, 400, { code: 'COLUMN_UNKNOWN', message: plan.message })
    }
    try {
      const [page, counted] = await Promise.all([lake.read(plan.rowsSql), lake.read(plan.countSql)])
      const count = Number(counted.rows[0]?.[0] ?? 0)
      return {
        object: shownObjectOf(object),
        rows: page.rows,
        rowCount: Math.min(count, countedRowsMax),
        isCountCut: count > countedRowsMax,
      }
    } catch (cause) {
      if (!(cause instanceof SqlError)) throw cause
      // The one thing that can be wrong now is a value that is none of its column's type.
      return sendRefusal(reply, 400, { code: 'FILTER_UNFIT', message: cause.message })
    }
  })

  app.post('/practice-org/explorer/sql', { onRequest }, async (request, reply) => {
    const body = bodyOf(statementCheck, request)
    if (body.kind === 'refused') return sendRefusal(reply, 400, body.refusal)
    const sql = body.value.sql.trim().replace(/;$/, '')
    if (!isReadStatement(sql)) {
      const message = 'Only SELECT statements are allowed: rows change by ingestion alone.'
      return sendRefusal(reply, 400, { code: 'NOT_A_SELECT', message })
    }
    const names = canonicalNamesOf(lake.queryables())
    try {
      const { fields, rows } = await lake.read(withLakeNames(sql, names))
      return {
        columns: resultColumnsOf(fields, names).map(({ name, type }) => ({ name, type })),
        rows: rows.slice(0, sqlRowsShownMax),
        rowCount: rows.length,
      }
    } catch (cause) {
      if (!(cause instanceof SqlError)) throw cause
      return sendRefusal(reply, 400, { code: cause.sqlState, message: cause.message })
    }
  })
}

/** What a lake object's rows tell their age by, when its stream was given such a field. */
function ageColumnOf(lake: Lake, name: string): string | undefined {
  const found = lake.objects().find((object) => object.name === name)
  return found?.eventTimeColumn ?? found?.recordModifiedColumn
}

/** By its name or one of its aliases, in any case. */
function objectNamed(queryables: readonly Queryable[], wanted: string): Queryable | undefined {
  const name = wanted.toLowerCase()
  return queryables.find((object) =>
    [object.name, ...object.aliases].some((known) => known.toLowerCase() === name),
  )
}

function shownObjectOf(object: Queryable) {
  return {
    name: object.name,
    label: object.label,
    kind: object.name.startsWith('Unified') ? ('UnifiedObject' as const) : object.kind,
    category: object.category,
    alias: object.aliases[0] ?? null,
    primaryKeyColumn: object.primaryKeyColumn ?? null,
    columns: object.columns.map(({ name, type }) => ({ name, type, isSystem: isSystem(name) })),
  }
}

function isSystem(column: string): boolean {
  return /^(?:DataSource|DataSourceObject|InternalOrganization|KQ_.+|cdp_sys_.+)__c$/.test(column)
}
