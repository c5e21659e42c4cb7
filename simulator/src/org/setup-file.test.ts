import { mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openingMsMax, openPracticeClient } from '../testing/practice-client.ts'
import { connectCallerOf, streamBodyOf, ticketSchema } from '../connect/connect-caller.fixture.ts'
import { connectedAppSeeded } from './connected-app.ts'
import { createSeededRandom } from '../platform/random.ts'
import { readSeededSetup } from './seeded-setup.ts'
import { openSetupFile, readSetupFile } from './setup-file.ts'
import { createSetup, setupEmpty } from './setup.ts'

let dataDir = ''
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'practice-setup-'))
})
afterEach(() => rm(dataDir, { recursive: true, force: true }))

const emptyOrg = { state: setupEmpty, app: connectedAppSeeded }

describe('an org with a folder', () => {
  test(
    'is the same after a restart: ids, names, app and rows',
    async () => {
      const options = { dataDir, seed: 'empty' } as const
      const idsOf = async (client: Awaited<ReturnType<typeof openPracticeClient>>) => {
        const call = await connectCallerOf(client)
        return [
          (await call('GET', '/connections?connectorType=IngestApi')).json,
          (await call('GET', '/data-streams')).json['dataStreams'],
        ]
      }
      let before: unknown
      {
        await using client = await openPracticeClient(options)
        const call = await connectCallerOf(client)
        const { json } = await call('POST', '/connections', {
          connectorType: 'IngestApi',
          label: 'desk',
        })
        await call('PUT', `/connections/${String(json['id'])}/schema`, { schemas: [ticketSchema] })
        const body = streamBodyOf(String(json['name']), 'ticket', { category: 'Other' })
        expect((await call('POST', '/data-streams', body)).status).toBe(200)
        await client.call({
          method: 'POST',
          path: '/api/v1/ingest/sources/desk/ticket',
          token: await client.tenantToken(),
          body: { data: [{ id: 't1' }] },
        })
        await client.control('PATCH', 'app', { loginsPerHourMax: 77 })
        await client.land()
        before = await idsOf(client)
      }
      await using client = await openPracticeClient({ dataDir })
      const [connections, streams] = await idsOf(client)
      expect(connections).toEqual((before as unknown[])[0])
      const known = ({ recordId, name, totalRecords }: Record<string, unknown>) => ({
        recordId,
        name,
        totalRecords,
      })
      expect((streams as Record<string, unknown>[]).map(known)).toEqual(
        ((before as unknown[])[1] as Record<string, unknown>[]).map(known),
      )
      expect(await client.query('select id__c from desk_ticket__dll')).toEqual([['t1']])
      const state = await client.control('GET', 'state')
      expect(state.json['app']).toMatchObject({ loginsPerHourMax: 77 })
    },
    2 * openingMsMax,
  )

  test(
    'keeps the ids of a seeded org from its first start on',
    async () => {
      const streamIds = async () => {
        await using client = await openPracticeClient({ dataDir }, { isLakeNeeded: false })
        const file = JSON.parse(await readFile(join(dataDir, 'setup.json'), 'utf8')) as {
          setup: { streams: { id: string }[] }
        }
        await client.signIn()
        return file.setup.streams.map(({ id }) => id)
      }
      const first = await streamIds()
      expect(first).toHaveLength(9)
      expect(await streamIds()).toEqual(first)
    },
    2 * openingMsMax,
  )
})

describe('the setup file', () => {
  test.each([
    ['cut short', '{"version": 1,'],
    ['of another program', '{}'],
    ['of another version', '{"version":2,"app":{},"setup":{}}'],
    [
      'with a broken app',
      '{"version":1,"app":{"isActive":"yes"},"setup":{"connectors":[],"streams":[],"mappings":[],"rulesets":[],"departed":[]}}',
    ],
  ])('%s prevents the start in one line and is left as it is', async (_case, text) => {
    const path = join(dataDir, 'setup.json')
    await writeFile(path, text)
    const opening = openPracticeClient({ dataDir }, { isLakeNeeded: false })
    await expect(opening).rejects.toThrow(/^[^\n]*setup\.json is broken[^\n]*$/)
    expect(await readFile(path, 'utf8')).toBe(text)
  })

  test('is written before a change is seen, and readable by its owner alone', async () => {
    await using file = await openSetupFile(dataDir, emptyOrg)
    const setup = createSetup(setupEmpty)
    setup.follow(file.follow)
    let isSeenEarly = false
    setup.follow(async () => {
      const kept = await readSetupFile(dataDir)
      isSeenEarly = setup.state().departed.length > 0
      expect(kept?.state.departed).toHaveLength(1)
    })
    const gone = { kind: 'stream', name: 'a', atMs: 1 } as const
    await setup.change((state) => ({ next: { ...state, departed: [gone] } }))
    expect(isSeenEarly).toBe(false)
    expect(setup.state().departed).toEqual([gone])
    expect((await stat(join(dataDir, 'setup.json'))).mode & 0o777).toBe(0o600)
    expect(await readdir(dataDir)).toEqual(['setup.json'])
  })

  test('that cannot be written refuses the change', async () => {
    await using file = await openSetupFile(dataDir, emptyOrg)
    const setup = createSetup(setupEmpty)
    setup.follow(file.follow)
    await rm(dataDir, { recursive: true })
    const gone = { kind: 'stream', name: 'a', atMs: 1 } as const
    const changing = setup.change((state) => ({ next: { ...state, departed: [gone] } }))
    await expect(changing).rejects.toThrow('ENOENT')
    expect(setup.state()).toEqual(setupEmpty)
  })

  test.each([
    ['connector', 'elsewhere', 'there is no connector elsewhere'],
    ['primaryKey', { name: 'lost', type: 'text' }, 'it has no field lost'],
    ['lakeObject', 'a"; drop table b', '/setup/streams/0/lakeObject must match pattern'],
    ['createdAtMs', 1e300, '/setup/streams/0/createdAtMs must be <= 8640000000000000'],
  ])('with a stream whose %s is wrong prevents the start', async (member, value, problem) => {
    const state = await readSeededSetup(0, createSeededRandom('kept'))
    const [first, ...others] = state.streams
    const streams = [{ ...first, [member]: value }, ...others]
    const kept = { version: 1, app: {}, setup: { ...state, streams } }
    await writeFile(join(dataDir, 'setup.json'), JSON.stringify({ ...kept, setup: state }))
    expect((await readSetupFile(dataDir))?.state).toEqual(state)
    await writeFile(join(dataDir, 'setup.json'), JSON.stringify(kept))
    await expect(readSetupFile(dataDir)).rejects.toThrow(problem)
  })

  test('names the field of the app that is broken', async () => {
    await using file = await openSetupFile(dataDir, emptyOrg)
    await file[Symbol.asyncDispose]()
    const path = join(dataDir, 'setup.json')
    await writeFile(
      path,
      (await readFile(path, 'utf8')).replace('"isActive": true', '"isActive": 1'),
    )
    await expect(readSetupFile(dataDir)).rejects.toThrow(
      'setup.json is broken in its connected app (/isActive must be boolean)',
    )
  })

  test('takes an app that lacks what a later version added', async () => {
    await using file = await openSetupFile(dataDir, emptyOrg)
    await file.saveApp({ ...connectedAppSeeded, loginsPerHourMax: 5 })
    await file[Symbol.asyncDispose]()
    const path = join(dataDir, 'setup.json')
    const kept = JSON.parse(await readFile(path, 'utf8')) as { app: Record<string, unknown> }
    delete kept.app['isActive']
    await writeFile(path, JSON.stringify(kept))
    expect((await readSetupFile(dataDir))?.app).toEqual({
      ...connectedAppSeeded,
      loginsPerHourMax: 5,
    })
  })
})
