import { type Static, type TSchema, Type } from 'typebox'
import { Compile } from 'typebox/compile'
import { Integration } from '../../core/integration.ts'
import { ProblemCode } from '../../core/problem.ts'
import { DropReason } from '../../core/record.ts'
import { Source } from '../../core/source.ts'

const Answer = Type.Object({ status: Type.Number(), body: Type.String() })
const Attempt = Type.Object({
  atMs: Type.Number(),
  tookMs: Type.Number(),
  kind: Type.String(),
  problem: Type.Union([ProblemCode, Type.Null()]),
  detail: Type.Union([Type.String(), Type.Null()]),
  answer: Type.Union([Answer, Type.Null()]),
})

/** Readers of the columns that hold JSON. Each throws when the text is not what this program writes there. */
export const readSource = readerOf(Source)
export const readIntegration = readerOf(Integration)
export const readSealed = readerOf(Type.Record(Type.String(), Type.String()))
export const readAttempts = readerOf(Type.Array(Attempt))
export const readAnswer = readerOf(Answer)
export const readTexts = readerOf(Type.Array(Type.String()))
export const readOffsetSteps = readerOf(Type.Array(Type.Integer({ minimum: 0 })))
export const readDropReasons = readerOf(
  Type.Array(Type.Object({ reason: DropReason, detail: Type.String() })),
)

function readerOf<Schema extends TSchema>(schema: Schema): (value: unknown) => Static<Schema> {
  const check = Compile(schema)
  return (value) => {
    const parsed: unknown = typeof value === 'string' ? JSON.parse(value) : value
    if (check.Check(parsed)) return parsed
    const [error] = check.Errors(parsed)
    throw new Error(
      `a stored value is damaged: ${error?.instancePath ?? ''} ${error?.message ?? ''}`,
    )
  }
}
