import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { switchesAtStart, type Switches } from '../control/switches.ts'
import { createLake } from '../lake/lake.ts'
import type { FieldType } from '../org/connector-schema.ts'
import { deployStream, type DataStream, type StreamSettings } from '../org/data-stream.ts'
import { createSetup, setupEmpty } from '../org/setup.ts'
import { createManualClock } from '../platform/clock.ts'
import { createSeededRandom } from '../platform/random.ts'
import type { BulkOutcome, BulkWork } from './bulk-work.ts'
import { openLanding } from './landing.ts'
import type { PendingLog } from './pending-log.ts'

type StreamShape = Omit<StreamSettings, 'object' | 'refreshMode'> & {
  readonly fields: Readonly<Record<string, FieldType>>
  readonly refreshMode?: StreamSettings['refreshMode']
}

export const noon = Date.parse('2026-03-01T12:00:00.000Z')

export function streamOf(object: string, { fields, ...settings }: StreamShape): DataStream {
  return deployStream(
    {
      id: `1ds-${object}`,
      name: object,
      label: object,
      createdAtMs: noon,
      connector: 'shop',
      lakeObject: `${object}_shop_0000AAAA__dll`,
    },
    { name: object, fields: Object.entries(fields).map(([name, type]) => ({ name, type })) },
    { object, refreshMode: 'Upsert', ...settings },
  )
}

export type LandingWorld = Awaited<ReturnType<typeof openLandingWorld>>

/** A real lake and its landing worker, without HTTP; the landing delay is a second. */
export async function openLandingWorld(
  streams: readonly DataStream[],
  { log }: { readonly log?: PendingLog } = {},
) {
  const clock = createManualClock(noon)
  const setup = createSetup({ ...setupEmpty, streams })
  const lake = createLake(setup.state(), '')
  setup.follow(lake.follow)
  const folder = await mkdtemp(join(tmpdir(), 'landing-world-'))
  let switches: Switches = { ...switchesAtStart, landingDelayMs: 1_000 }
  const landing = openLanding({
    ...{ lake, clock, random: createSeededRandom('landing'), orgId: '00Dxx' },
    switches: () => switches,
    ...(log === undefined ? {} : { log }),
  })
  lake.start()
  await lake.opened
  let jobCount = 0
  const bulk = async (
    stream: DataStream,
    operation: BulkWork['operation'],
    csvTexts: readonly (string | Buffer)[],
  ): Promise<{ readonly jobId: string; readonly ended: Promise<BulkOutcome> }> => {
    jobCount += 1
    const jobId = `job${jobCount}`
    const files = []
    for (const [index, text] of csvTexts.entries()) {
      const path = join(folder, `${jobId}-${index + 1}.csv`)
      await writeFile(path, text)
      files.push({ path, name: `${jobId}/${index + 1}.csv` })
    }
    const ending = Promise.withResolvers<BulkOutcome>()
    landing.acceptBulk({
      ...{ jobId, stream, operation, files },
      begin: () => Promise.resolve(true),
      end: async (outcome) => ending.resolve(outcome),
    })
    return { jobId, ended: ending.promise }
  }
  return {
    ...{ clock, setup, lake, landing, bulk },
    setSwitches: (change: Partial<Switches>) => {
      switches = { ...switches, ...change }
    },
    upsert: (stream: DataStream, ...records: readonly Readonly<Record<string, unknown>>[]) =>
      landing.accept({ kind: 'upsert', stream, records }),
    remove: (stream: DataStream, ...ids: readonly string[]) =>
      landing.accept({ kind: 'delete', stream, ids }),
    rows: async (sql: string) => (await lake.read(sql)).rows,
    /** Uploads a file, lands it and says how it ended. */
    landBulk: async (
      stream: DataStream,
      operation: BulkWork['operation'],
      ...csvTexts: readonly (string | Buffer)[]
    ): Promise<BulkOutcome> => {
      const { ended } = await bulk(stream, operation, csvTexts)
      await landing.landNow()
      return await ended
    },
    [Symbol.asyncDispose]: async () => {
      await landing[Symbol.asyncDispose]()
      await lake[Symbol.asyncDispose]()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
