/** What the Data Explorer shows: which objects there are, rows of one of them, and the answer to a statement. */
import type { FastifyInstance, FastifyReply } from 'fastify'
import { Type } from 'typebox'
import { Compile } from 'typebox/compile'
import type { Lake } from '../lake/lake.ts'
import type { Queryable } from '../lake/queryable.ts'
import type { Org } from '../org/org.ts'
import { hangUpOf } from '../query/hang-up.ts'
import type { QueryAnswer, QueryRunner } from '../query/query-runner.ts'
import { isReadStatement } from '../query/sql-text.ts'
import { countedRowsMax, ExplorerQuestion, explorerPlanOf } from './explorer-sql.ts'
import { bodyOf, onLoopbackOnly, sendRefusal } from './screen-door.ts'

type Needs = { readonly org: Org; readonly lake: Lake; readonly queryRunner: QueryRunner }

const sqlCharsMax = 100_000
/** Rows of a statement's answer that are shown; the count says how many there are. */
const sqlRowsShownMax = 1_000

const Statement = Type.Object(
  { sql: Type.String({ minLength: 1, maxLength: sqlCharsMax }) },
  { additionalProperties: false },
)
const questionCheck = Compile(ExplorerQuestion)
const statementCheck = Compile(Statement)

export function addExplorerRoutes(app: FastifyInstance, needs: Needs): void {
  const { org, lake, queryRunner } = needs
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
    const gone = hangUpOf(reply)
    const [page, counted] = await Promise.all([
      queryRunner.run({ sql: plan.rowsSql }, gone),
      queryRunner.run({ sql: plan.countSql }, gone),
    ])
    // The one thing that can be wrong with it now is a value that is none of its column's type.
    if (page.kind !== 'rows') return refuseStatement(reply, page, 'FILTER_UNFIT')
    if (counted.kind !== 'rows') return refuseStatement(reply, counted, 'FILTER_UNFIT')
    const count = Number(counted.rows[0]?.[0] ?? 0)
    return {
      object: shownObjectOf(object),
      rows: page.rows,
      rowCount: Math.min(count, countedRowsMax),
      isCountCut: count > countedRowsMax,
    }
  })

  app.post('/practice-org/explorer/sql', { onRequest }, async (request, reply) => {
    const body = bodyOf(statementCheck, request)
    if (body.kind === 'refused') return sendRefusal(reply, 400, body.refusal)
    const { sql } = body.value
    if (!isReadStatement(sql)) {
      const message = 'Only SELECT statements are allowed: rows change by ingestion alone.'
      return sendRefusal(reply, 400, { code: 'NOT_A_SELECT', message })
    }
    const answer = await queryRunner.run({ sql }, hangUpOf(reply))
    if (answer.kind !== 'rows') return refuseStatement(reply, answer)
    return {
      columns: answer.columns.map(({ name, type }) => ({ name, type })),
      rows: answer.rows.slice(0, sqlRowsShownMax),
      rowCount: answer.rows.length,
    }
  })
}

/** @param code of a statement that is at fault; without one Postgres's own */
function refuseStatement(
  reply: FastifyReply,
  answer: Exclude<QueryAnswer, { kind: 'rows' }>,
  code?: string,
): FastifyReply {
  switch (answer.kind) {
    case 'refused':
      return sendRefusal(reply, 400, { code: code ?? answer.sqlState, message: answer.message })
    case 'busy': {
      const message = 'Too many statements run now. Try again when some of them have ended.'
      return sendRefusal(reply, 429, { code: 'TOO_MANY_QUERIES', message })
    }
    case 'ended': {
      const message = 'The statement ran too long and was ended. Let it read less.'
      return sendRefusal(reply, 408, { code: 'QUERY_ENDED', message })
    }
  }
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
