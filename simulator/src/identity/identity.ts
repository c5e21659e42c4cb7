/**
 * Identity resolution: who of the source profiles are one person. Each ruleset has its own outputs, its own job and its own
 * counts. It promises that a query sees whole runs only, and that a unified profile keeps its id as long as it has a member.
 * It relies on the data model's views being there before it is opened.
 */
import type { Lake } from '../lake/lake.ts'
import { queryableOf } from '../model/model.ts'
import { unifiedObjectsOf } from '../model/unified-objects.ts'
import type { Ruleset } from '../org/ruleset.ts'
import type { Setup, SetupFollower } from '../org/setup.ts'
import type { Clock, EpochMs } from '../platform/clock.ts'
import type { Random } from '../platform/random.ts'
import {
  createIdentityJob,
  type IdentityJob,
  type JobRecord,
  type RunResult,
} from './identity-job.ts'
import { createScriptOf, dropScriptOf } from './output-tables.ts'
import { readUnifiedProfile, type UnifiedProfile } from './unified-profile.ts'
import { readUnifiedProfiles, type Page, type UnifiedProfileList } from './unified-list.ts'
import type { Statistics } from './unify.ts'

export type IdentityStatus = {
  readonly rulesetStatus: 'NEW' | 'PUBLISHING' | 'PUBLISHED' | 'ERROR'
  readonly lastJobStatus: JobRecord['lastJobStatus']
  readonly lastJobCompletedAtMs: EpochMs | null
  readonly statistics: Statistics
  /** Names of what it writes, the individual first. */
  readonly outputs: readonly {
    readonly sourceObject: string
    readonly unifiedObject: string
    readonly linkObject: string
  }[]
}

/** A ruleset is named by its `id`; nothing is given back for one that does not exist. */
export type Identity = {
  statusOf(id: string): IdentityStatus | undefined
  runNow(id: string): Promise<RunResult | undefined>
  /** The run that a new ruleset begins with, when it runs automatically; it counts for nobody's limit. */
  runFirst(id: string): Promise<RunResult | undefined>
  unifiedProfiles(id: string, page: Page): Promise<UnifiedProfileList | undefined>
  unifiedProfile(id: string, unifiedId: string): Promise<UnifiedProfile | undefined>
}

export type IdentityPart = Identity &
  AsyncDisposable & {
    /** Makes the outputs, and from then on runs what is due. */
    open(): Promise<void>
    /** Makes and drops outputs as rulesets come and go. */
    readonly follow: SetupFollower
  }

type Needs = {
  readonly lake: Lake
  readonly setup: Setup
  readonly clock: Clock
  readonly random: Random
  /** Runs by hand allowed in 24 hours; the real number is not known. */
  readonly runsPerDayMax: () => number
  readonly onJobFailed: (cause: unknown) => void
}

/**
 * How often a ruleset that runs automatically is looked at. Streamed data are processed hourly, all others at least daily
 * (help page "Processing Frequency for Identity Resolution", read 2026-11).
 */
export const scheduleMs = 3_600_000

export function createIdentity(needs: Needs): IdentityPart {
  const { lake, setup, clock } = needs
  const closing = new AbortController()
  const jobs = new Map<string, IdentityJob>()
  let scheduled: Promise<void> = Promise.resolve()

  const rulesetOf = (id: string) => setup.state().rulesets.find((ruleset) => ruleset.id === id)
  const jobOf = (ruleset: Ruleset): IdentityJob => {
    const known = jobs.get(ruleset.id)
    if (known !== undefined) return known
    const job = createIdentityJob(ruleset.rulesetId, {
      ...needs,
      ruleset: () => rulesetOf(ruleset.id),
      setup: setup.state,
      onFailed: needs.onJobFailed,
    })
    jobs.set(ruleset.id, job)
    return job
  }
  const run = async (id: string, by: 'hand' | 'clock') => {
    const ruleset = rulesetOf(id)
    return ruleset === undefined ? undefined : await jobOf(ruleset).run(by)
  }
  const define = (rulesets: readonly Ruleset[], gone: readonly Ruleset[]) =>
    lake.define(
      'identity',
      rulesets.flatMap((ruleset) =>
        unifiedObjectsOf(ruleset).flatMap(({ unified, link }) => [unified, link].map(queryableOf)),
      ),
      [...gone.map(dropScriptOf), ...rulesets.map(createScriptOf)].join('\n'),
    )
  const runDue = async () => {
    const due = setup.state().rulesets.filter(({ doesRunAutomatically }) => doesRunAutomatically)
    for (const ruleset of due) await jobOf(ruleset).run('clock').catch(needs.onJobFailed)
  }
  const runSchedule = async () => {
    while (!closing.signal.aborted) {
      await clock.sleep(scheduleMs, closing.signal)
      if (closing.signal.aborted) return
      await runDue()
    }
  }
  return {
    open: async () => {
      await define(setup.state().rulesets, [])
      for (const ruleset of setup.state().rulesets) await jobOf(ruleset).load()
      scheduled = runSchedule()
    },
    follow: async (before, after) => {
      if (before.rulesets === after.rulesets) return
      const gone = before.rulesets.filter(
        ({ id }) => !after.rulesets.some((ruleset) => ruleset.id === id),
      )
      for (const { id } of gone) await jobs.get(id)?.stop()
      await define(after.rulesets, gone)
      for (const { id } of gone) jobs.delete(id)
    },
    statusOf: (id) => {
      const ruleset = rulesetOf(id)
      return ruleset === undefined ? undefined : statusOf(ruleset, jobOf(ruleset).record())
    },
    runNow: (id) => run(id, 'hand'),
    runFirst: (id) => run(id, 'clock'),
    unifiedProfiles: async (id, page) => {
      const ruleset = rulesetOf(id)
      return ruleset === undefined ? undefined : await readUnifiedProfiles(lake, ruleset, page)
    },
    unifiedProfile: async (id, unifiedId) => {
      const ruleset = rulesetOf(id)
      if (ruleset === undefined) return undefined
      return await readUnifiedProfile({ lake, state: setup.state(), ruleset }, unifiedId)
    },
    [Symbol.asyncDispose]: async () => {
      closing.abort()
      await scheduled
      for (const job of jobs.values()) await job.stop()
    },
  }
}

function statusOf(ruleset: Ruleset, record: JobRecord): IdentityStatus {
  return {
    rulesetStatus: rulesetStatusOf(record),
    lastJobStatus: record.lastJobStatus,
    lastJobCompletedAtMs: record.lastJobCompletedAtMs,
    statistics: record.statistics,
    outputs: unifiedObjectsOf(ruleset).map(({ source, unified, link }) => ({
      sourceObject: source.name,
      unifiedObject: unified.name,
      linkObject: link.name,
    })),
  }
}

function rulesetStatusOf({ isPublished, lastJobStatus }: JobRecord) {
  if (isPublished) return 'PUBLISHED'
  if (lastJobStatus === 'IN_PROGRESS') return 'PUBLISHING'
  return lastJobStatus === 'FAIL' ? 'ERROR' : 'NEW'
}
