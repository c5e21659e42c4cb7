/**
 * The job of one ruleset: reads the data model, resolves, writes. It is *new* until its first run; a run that finds what the
 * last one found is skipped; a ruleset never runs twice at the same time.
 */
import { Type, type Static } from 'typebox'
import { Compile } from 'typebox/compile'
import type { Lake } from '../lake/lake.ts'
import type { Ruleset } from '../org/ruleset.ts'
import type { SetupState } from '../org/setup.ts'
import type { Clock, EpochMs } from '../platform/clock.ts'
import type { Random } from '../platform/random.ts'
import { cellText } from './cell-text.ts'
import { jobTableName, replaceOutputs } from './output-tables.ts'
import { openResolver } from './resolver.ts'
import { sourceColumnsOf } from './source-columns.ts'
import { readFingerprint, takeSnapshot } from './source-snapshot.ts'
import { statisticsEmpty } from './unify.ts'

/** Result codes of "run now". Source: {CONN}. */
export type RunResult =
  | 'SuccessfullySubmittedIdentityResolutionJobRunRequest'
  | 'NoPendingChangesJobRunSkipped'
  | 'IdentityResolutionJobIsAlreadyRunning'
  | 'ExceededMaximumNumberOfSuccessfulRunsAllowedIn24Hours'

/** Span in which runs are counted. */
export const runSpanMs = 86_400_000

/** What is kept of a job between runs, and in the lake between starts. */
const JobRecord = Type.Object({
  fingerprint: Type.String(),
  lastJobStatus: Type.Union([
    Type.Null(),
    Type.Literal('SUCCESS'),
    Type.Literal('FAIL'),
    Type.Literal('SKIPPED'),
    Type.Literal('IN_PROGRESS'),
  ]),
  lastJobCompletedAtMs: Type.Union([Type.Null(), Type.Integer()]),
  /** Successful runs asked for by hand, the newest last. */
  runsAtMs: Type.Array(Type.Integer()),
  isPublished: Type.Boolean(),
  statistics: Type.Object({
    sourceProfiles: Type.Integer(),
    matchedSourceProfiles: Type.Integer(),
    totalUnifiedProfiles: Type.Integer(),
    knownUnifiedProfiles: Type.Integer(),
    anonymousUnifiedProfiles: Type.Integer(),
    consolidationRate: Type.Number(),
  }),
})
export type JobRecord = Readonly<Static<typeof JobRecord>>
const jobRecordCheck = Compile(JobRecord)

const jobRecordNew: JobRecord = {
  fingerprint: '',
  lastJobStatus: null,
  lastJobCompletedAtMs: null,
  runsAtMs: [],
  isPublished: false,
  statistics: statisticsEmpty,
}

export type IdentityJob = {
  readonly record: () => JobRecord
  /** Takes up what an earlier start of the practice org left in the lake. */
  load(): Promise<void>
  /** Answers when it is known whether there is something to do; the work goes on after that. */
  run(by: 'hand' | 'clock'): Promise<RunResult>
  /** Ends the run that is going on, which then changes nothing, and begins no other. */
  stop(): Promise<void>
}

type Needs = {
  readonly lake: Lake
  readonly clock: Clock
  readonly random: Random
  /** As it stands when a run begins; nothing once it is deleted. */
  readonly ruleset: () => Ruleset | undefined
  readonly setup: () => SetupState
  readonly runsPerDayMax: () => number
  readonly onFailed: (cause: unknown) => void
}

export function createIdentityJob(rulesetId: string, needs: Needs): IdentityJob {
  const { lake, clock } = needs
  let record = jobRecordNew
  let running: Promise<void> | undefined
  const stopping = new AbortController()

  /** Kept first, seen then: whoever reads that a run has ended can ask for the next one. */
  const change = async (changed: Partial<JobRecord>) => {
    const next = { ...record, ...changed }
    await lake.write(
      `insert into ${jobTableName} values ($1, $2)
       on conflict (ruleset) do update set job = excluded.job`,
      [rulesetId, JSON.stringify(next)],
    )
    record = next
  }
  const perform = async (ruleset: Ruleset, fingerprint: string) => {
    const state = needs.setup()
    await using snapshot = await takeSnapshot({ lake, state, ruleset })
    await using resolver = openResolver(
      {
        ruleset,
        columns: sourceColumnsOf(state),
        lakeObjects: lakeObjectNamesOf(state),
        idSeed: needs.random.hex(32),
        now: new Date(clock.now()).toISOString(),
      },
      stopping.signal,
    )
    for await (const page of snapshot.pages()) await resolver.take(page)
    const statistics = await resolver.resolve()
    await replaceOutputs(lake, ruleset, resolver.pages())
    return { fingerprint, statistics }
  }
  /** Carries a run out; whatever becomes of it, the job can run again. */
  const finish = async (work: Promise<Partial<JobRecord>>, by: 'hand' | 'clock') => {
    const runsAtMs = by === 'hand' ? [...recentRunsOf(record, clock.now()), clock.now()] : []
    try {
      const done = await work
      await change({
        ...done,
        ...(by === 'hand' ? { runsAtMs } : {}),
        isPublished: true,
        lastJobStatus: 'SUCCESS',
        lastJobCompletedAtMs: clock.now(),
      })
    } catch (cause) {
      record = { ...record, lastJobStatus: 'FAIL', lastJobCompletedAtMs: clock.now() }
      if (!stopping.signal.aborted) needs.onFailed(cause)
    }
  }
  return {
    record: () => record,
    load: async () => {
      const sql = `select job from ${jobTableName} where ruleset = $1`
      const [row] = (await lake.write(sql, [rulesetId])).rows
      if (row === undefined) return
      const stored: unknown = JSON.parse(cellText(row[0]))
      if (!jobRecordCheck.Check(stored)) return
      // A run that was going on when the program ended has written nothing.
      record =
        stored.lastJobStatus === 'IN_PROGRESS' ? { ...stored, lastJobStatus: 'FAIL' } : stored
    },
    run: async (by) => {
      const ruleset = needs.ruleset()
      if (running !== undefined || stopping.signal.aborted || ruleset === undefined) {
        return 'IdentityResolutionJobIsAlreadyRunning'
      }
      const isTooOften = recentRunsOf(record, clock.now()).length >= needs.runsPerDayMax()
      if (by === 'hand' && isTooOften) {
        return 'ExceededMaximumNumberOfSuccessfulRunsAllowedIn24Hours'
      }
      const ending = Promise.withResolvers<void>()
      running = ending.promise
      const end = () => {
        running = undefined
        ending.resolve()
      }
      try {
        const fingerprint = await readFingerprint({ lake, state: needs.setup(), ruleset })
        if (fingerprint === record.fingerprint) {
          await change({ lastJobStatus: 'SKIPPED' })
          end()
          return 'NoPendingChangesJobRunSkipped'
        }
        await change({ lastJobStatus: 'IN_PROGRESS' })
        void finish(perform(ruleset, fingerprint), by).then(end)
        return 'SuccessfullySubmittedIdentityResolutionJobRunRequest'
      } catch (cause) {
        end()
        throw cause
      }
    },
    stop: async () => {
      stopping.abort()
      await running
    },
  }
}

function recentRunsOf({ runsAtMs }: JobRecord, nowMs: EpochMs): readonly EpochMs[] {
  // A clock that was set back leaves times in the future, which count for nothing.
  return runsAtMs.filter((atMs) => atMs > nowMs - runSpanMs && atMs <= nowMs)
}

/** A row's data source object is `<connector>-<object>`; rules name the lake object. */
function lakeObjectNamesOf({ streams }: SetupState): ReadonlyMap<string, string> {
  return new Map(
    streams.map(({ connector, object, lakeObject }) => [`${connector}-${object}`, lakeObject]),
  )
}
