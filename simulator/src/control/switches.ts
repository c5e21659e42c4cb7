import { Type, type Static } from 'typebox'

/**
 * Everything about the practice org's behaviour that can be changed while it runs, besides the
 * connected app. A switch exists where sources disagree or where a client must be put to the test.
 */
export const Switches = Type.Object(
  {
    latencyMs: Type.Integer({ minimum: 0, maximum: 600_000 }),
    landingDelayMs: Type.Integer({ minimum: 0, maximum: 3_600_000 }),
    /** Whether the streaming endpoint checks records against the schema before it accepts them. */
    isStrict: Type.Boolean(),
    /** Whether validation refuses a record in which a schema field is missing: docs disagree {VAL,UPS}. */
    isEveryFieldRequired: Type.Boolean(),
    requestsPerSecondMax: Type.Integer({ minimum: 1 }),
    /** 200,000 or 204,800: the documents say "200 KB" {GS}. */
    requestBytesMax: Type.Integer({ minimum: 1, maximum: 4_194_304 }),
    /** Documents show a scheme, real replies have none {GS,PYCDP}. */
    instanceUrlStyle: Type.Union([Type.Literal('bare-host'), Type.Literal('with-scheme')]),
    /** Documents say 404, one vendor saw such requests accepted {GS,INFA}. */
    unknownObject: Type.Union([Type.Literal('not-found'), Type.Literal('swallow')]),
    /** Status of a successful `/actions/test`: documents say only "in the 200s" {VAL}. */
    validationStatus: Type.Union([Type.Literal(200), Type.Literal(202)]),
    queryBatchRowsMax: Type.Integer({ minimum: 1, maximum: 100_000 }),
  },
  { additionalProperties: false },
)
export type Switches = Static<typeof Switches>

/** Source of the limits: {GS}, read 2026-11; the bytes of "200 KB" follow {FZ,SFP}. */
export const switchesAtStart: Switches = {
  latencyMs: 0,
  landingDelayMs: 500,
  isStrict: false,
  isEveryFieldRequired: true,
  requestsPerSecondMax: 250,
  requestBytesMax: 200_000,
  instanceUrlStyle: 'bare-host',
  unknownObject: 'not-found',
  validationStatus: 202,
  queryBatchRowsMax: 10_000,
}
