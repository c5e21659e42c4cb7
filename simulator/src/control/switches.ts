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
    /** What the exchange names to a client on the loopback address; the https ones need the TLS port (our own). */
    loopbackInstanceUrl: Type.Union([
      Type.Literal('http-url'),
      Type.Literal('https-url'),
      Type.Literal('https-bare-host'),
    ]),
    /** Whether requests and replies are kept to be looked at; off, they are only counted (our own). */
    isTrafficKept: Type.Boolean(),
    /** `exp` − `iat` of a tenant token: 7199 {JDBC}; documents show 7130 to 7193, one log 28794 {GS,SVC}. */
    tenantTokenLifeSeconds: Type.Integer({ minimum: 1, maximum: 86_400 }),
    /** Session timeout of the org: two hours unless an admin chose otherwise {CHAT,XKIT}. */
    coreTokenLifeMs: Type.Integer({ minimum: 1, maximum: 86_400_000 }),
    /** Whether using a core token late in its life prolongs it: said, never shown {CHAT}. */
    isCoreTokenProlongedByUse: Type.Boolean(),
    /** How long a new consumer key stays unknown: minutes in a real org {B2B,CLAY,MCN}. */
    keyPropagationMs: Type.Integer({ minimum: 0, maximum: 3_600_000 }),
    /** How far in the future `exp` of an assertion may be: documents say 3 minutes, an official client sends an hour {JWTF,PYCDP}. */
    assertionLifeMsMax: Type.Integer({ minimum: 1, maximum: 86_400_000 }),
    /** `scope` with client credentials: a live probe saw it refused, one guide wants it {B2B,SFSK}. */
    scopeParameter: Type.Union([Type.Literal('refused'), Type.Literal('taken')]),
    /** Code of "user is not admin approved": seen under both {OERR,PROF}. */
    notApprovedError: Type.Union([
      Type.Literal('invalid_grant'),
      Type.Literal('invalid_app_access'),
    ]),
    /** Whether toggling the client-credentials flow clears "Run As": seen in some orgs {B2B,CLAY,MCN}. */
    runAsOnFlowToggle: Type.Union([Type.Literal('kept'), Type.Literal('cleared')]),
    /** What the exchange says of a missing scope: both were seen {MCN}. */
    missingScopeRefusal: Type.Union([Type.Literal('invalid-scope'), Type.Literal('not-installed')]),
    /** Status of `invalid_grant` at the exchange: one log shows 401 {PCF 10606656470}. */
    notEntitledStatus: Type.Union([Type.Literal(400), Type.Literal(401)]),
    /** Documents say 404, one vendor saw such requests accepted {GS,INFA}. */
    unknownObject: Type.Union([Type.Literal('not-found'), Type.Literal('swallow')]),
    /** Status of a successful `/actions/test`: documents say only "in the 200s" {VAL}. */
    validationStatus: Type.Union([Type.Literal(200), Type.Literal(202)]),
    /** Documents say that a streaming delete works, one practitioner saw it do nothing {DEL,PCF 48712361197}. */
    deleteOnProfile: Type.Union([Type.Literal('effective'), Type.Literal('ineffective')]),
    /** Status of a bulk upload: reference and clients say 202, the walkthrough 201 {BJ,FZ,BWALK}. */
    bulkUploadStatus: Type.Union([Type.Literal(201), Type.Literal(202)]),
    /** How the list of bulk jobs names a job's state: its sample says `states`, all else `state` {BJ}. */
    bulkListStateName: Type.Union([Type.Literal('state'), Type.Literal('states')]),
    /** Bulk jobs that may be created in an hour {GS}. */
    bulkJobsPerHourMax: Type.Integer({ minimum: 0, maximum: 100_000 }),
    queryBatchRowsMax: Type.Integer({ minimum: 1, maximum: 100_000 }),
    /** How long a statement may run before it is cancelled: half an hour in the documented sample, less here (our own). */
    queryMsMax: Type.Integer({ minimum: 1, maximum: 1_800_000 }),
    /** How long V3 and query-sql wait for a result before they answer that the query still runs (assumed). */
    queryAdaptiveMs: Type.Integer({ minimum: 0, maximum: 60_000 }),
    /** Rows of `query-sql`: arrays for live clients, `{"row":[…]}` in the OpenAPI {PYDC,SDK,CONN}. */
    querySqlRowStyle: Type.Union([Type.Literal('arrays'), Type.Literal('row-objects')]),
    /** The status of a `query-sql` query: its members, or an object `status` for an official client {CONN,PYDC}. */
    querySqlStatusStyle: Type.Union([
      Type.Literal('both'),
      Type.Literal('flat'),
      Type.Literal('nested'),
    ]),
    /** How long a fresh data stream answers 404: 15 to 30 s in a real org {PCF 57454702534}. */
    deployLagMs: Type.Integer({ minimum: 0, maximum: 600_000 }),
    /** Runs of a ruleset by hand in 24 hours: that there is a limit is documented, not which {CONN}. */
    identityRunsPerDayMax: Type.Integer({ minimum: 1, maximum: 100_000 }),
    /** How long the name of something deleted stays locked: "several seconds", up to 30 {SDK}. */
    nameLockMs: Type.Integer({ minimum: 0, maximum: 600_000 }),
    /** Values of Connect REST: live orgs write `ACTIVE` and `In Use`, its description `Active` and `InUse` {SDK,AFD,CONN}. */
    connectEnumStyle: Type.Union([Type.Literal('as-seen'), Type.Literal('as-documented')]),
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
  loopbackInstanceUrl: 'http-url',
  isTrafficKept: true,
  tenantTokenLifeSeconds: 7_199,
  coreTokenLifeMs: 7_200_000,
  isCoreTokenProlongedByUse: false,
  keyPropagationMs: 0,
  assertionLifeMsMax: 3_600_000,
  scopeParameter: 'refused',
  notApprovedError: 'invalid_grant',
  runAsOnFlowToggle: 'kept',
  missingScopeRefusal: 'invalid-scope',
  notEntitledStatus: 400,
  unknownObject: 'not-found',
  validationStatus: 202,
  deleteOnProfile: 'effective',
  bulkUploadStatus: 202,
  bulkListStateName: 'states',
  bulkJobsPerHourMax: 20,
  queryBatchRowsMax: 10_000,
  queryMsMax: 30_000,
  queryAdaptiveMs: 5_000,
  querySqlRowStyle: 'arrays',
  querySqlStatusStyle: 'both',
  deployLagMs: 0,
  identityRunsPerDayMax: 100,
  nameLockMs: 5_000,
  connectEnumStyle: 'as-seen',
}

/** How the accept-only profile begins: it must not refuse what comes in a burst, after the machine itself was busy. */
export const acceptOnlySwitches = {
  isTrafficKept: false,
  requestsPerSecondMax: 1_000_000,
} as const satisfies Partial<Switches>
