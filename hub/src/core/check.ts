import { Type, type Static } from 'typebox'
import { ProblemCode } from './problem.ts'

/** The sign-in doctor's steps, in order; each needs the one before. */
export const checkStepNames = [
  'host',
  'sign_in',
  'scopes',
  'data_cloud_token',
  'connector',
  'objects',
  'sample_record',
] as const
export const CheckStepName = Type.Enum(checkStepNames)
export type CheckStepName = Static<typeof CheckStepName>

/** One step of a connection check, as shown to a person. Nothing it sends is stored in Data Cloud. */
export const CheckStep = Type.Object(
  {
    step: CheckStepName,
    result: Type.Enum(['passed', 'failed', 'skipped']),
    /** What was found, in a sentence. */
    detail: Type.String(),
    problem: Type.Union([ProblemCode, Type.Null()]),
    /** Status of the other side's answer, when there was one. */
    status: Type.Union([Type.Integer(), Type.Null()]),
    /** Start of the other side's answer, without secrets. */
    answer: Type.Union([Type.String(), Type.Null()]),
    tookMs: Type.Number({ minimum: 0 }),
  },
  { additionalProperties: false },
)
export type CheckStep = Static<typeof CheckStep>
