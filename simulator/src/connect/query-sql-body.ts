import { Type } from 'typebox'
import { Compile } from 'typebox/compile'
import { bindParameters } from '../query/query-parameters.ts'
import { jsonOf } from '../http/request-json.ts'
import type { Statement } from '../query/query-runner.ts'
import { ParameterValue } from '../query/v3-request.ts'

/** Open, as Connect REST's query is seen to ignore what it does not know (assumed). */
const QuerySqlBody = Type.Object({
  sql: Type.String({ minLength: 1 }),
  rowLimit: Type.Optional(Type.Integer({ minimum: 1 })),
  sqlParameters: Type.Optional(
    Type.Array(
      Type.Object({
        name: Type.String(),
        type: Type.Optional(Type.String()),
        value: Type.Optional(ParameterValue),
      }),
    ),
  ),
  querySettings: Type.Optional(Type.Record(Type.String(), Type.String())),
})
const bodyCheck = Compile(QuerySqlBody)

export type QuerySqlRequest = { readonly statement: Statement; readonly rowsMax: number }

/** The request, or what is wrong with it. Parameters are in the named style {CONN}. */
export function readQuerySqlRequest(body: unknown): QuerySqlRequest | string {
  const json = jsonOf(body)
  if (json === undefined) return 'The request body is no JSON.'
  if (!bodyCheck.Check(json)) {
    const [error] = bodyCheck.Errors(json)
    return `${error?.instancePath.slice(1).replaceAll('/', '.') || 'The request body'} ${error?.message ?? 'is unfit'}.`
  }
  const binding = bindParameters(json.sql, 'NAMED', json.sqlParameters ?? [])
  if (binding.kind === 'refused') return binding.message
  const { query_timeout: timeout, timezone } = json.querySettings ?? {}
  const timeMsMax = timeout === undefined ? undefined : timeMsOf(timeout)
  if (timeout !== undefined && timeMsMax === undefined) return `query_timeout ${timeout} is unfit`
  return {
    statement: {
      sql: binding.sql,
      parameters: binding.parameters,
      ...(timeMsMax === undefined ? {} : { timeMsMax }),
      ...(timezone === undefined ? {} : { timezone }),
    },
    rowsMax: json.rowLimit ?? Number.POSITIVE_INFINITY,
  }
}

/** `1800000ms` {CONN}; without a unit the same is meant (assumed). */
function timeMsOf(text: string): number | undefined {
  const [, digits] = /^(\d{1,10})(?:ms)?$/.exec(text.trim()) ?? []
  return digits === undefined || Number(digits) === 0 ? undefined : Number(digits)
}
