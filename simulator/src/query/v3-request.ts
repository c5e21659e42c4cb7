/** The body of `POST /api/v3/query` {QV3}. */
import { Type } from 'typebox'
import { Compile } from 'typebox/compile'
import { bindParameters, type GivenParameter } from './query-parameters.ts'
import { jsonOf } from '../http/request-json.ts'
import type { Statement } from './query-runner.ts'

/** An official client gives values as JSON values, the reference says text {PYDC,QV3}. */
export const ParameterValue = Type.Union([
  Type.String(),
  Type.Number(),
  Type.Boolean(),
  Type.Null(),
])

const V3Body = Type.Object({
  sql: Type.String(),
  transferMode: Type.Optional(Type.Union([Type.Literal('ASYNC'), Type.Literal('ADAPTIVE')])),
  paramStyle: Type.Optional(
    Type.Union([Type.Literal('QUESTION_MARK'), Type.Literal('NAMED'), Type.Literal('DOLLARED')]),
  ),
  parameters: Type.Optional(
    Type.Array(
      Type.Object({
        name: Type.Optional(Type.String()),
        type: Type.Optional(Type.String()),
        value: Type.Optional(ParameterValue),
      }),
    ),
  ),
  settings: Type.Optional(
    Type.Object({
      timezone: Type.Optional(Type.String()),
      language: Type.Optional(Type.String()),
    }),
  ),
  resultRange: Type.Optional(
    Type.Object({
      rowLimit: Type.Optional(Type.Integer({ minimum: 0 })),
      byteLimit: Type.Optional(Type.Integer({ minimum: 1 })),
    }),
  ),
  /** -1 for all rows, 0 for the columns alone. */
  queryRowLimit: Type.Optional(Type.Integer({ minimum: -1 })),
})
const v3BodyCheck = Compile(V3Body)

/** Bytes of one reply, by default and at most {QV3}. */
export const replyBytesMax = 20_000_000

export type V3Request = {
  readonly statement: Statement
  readonly isAsync: boolean
  readonly page: { readonly rowsMax: number; readonly bytesMax: number }
}

/** The request, or what is wrong with it. */
export function readV3Request(body: unknown): V3Request | string {
  const json = jsonOf(body)
  if (json === undefined) return 'the request body is no JSON'
  if (!v3BodyCheck.Check(json)) {
    const [error] = v3BodyCheck.Errors(json)
    return `${error?.instancePath.slice(1).replaceAll('/', '.') || 'the request body'} ${error?.message ?? 'is unfit'}`
  }
  const { sql, paramStyle = 'QUESTION_MARK', queryRowLimit = -1, resultRange, settings } = json
  const given: readonly GivenParameter[] = json.parameters ?? []
  const binding = bindParameters(sql, paramStyle, given)
  if (binding.kind === 'refused') return binding.message
  return {
    statement: {
      sql: binding.sql,
      parameters: binding.parameters,
      ...(queryRowLimit === -1 ? {} : { rowsMax: queryRowLimit }),
      ...(settings?.timezone === undefined ? {} : { timezone: settings.timezone }),
    },
    isAsync: json.transferMode === 'ASYNC',
    page: {
      rowsMax: resultRange?.rowLimit ?? Number.POSITIVE_INFINITY,
      bytesMax: Math.min(resultRange?.byteLimit ?? replyBytesMax, replyBytesMax),
    },
  }
}
