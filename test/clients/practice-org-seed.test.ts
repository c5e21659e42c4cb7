/** `signal practice-org seed` against a practice org that was started empty: two programs that share no code. */
import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { seedRuleset } from '../../hub/src/cli/seed-ruleset.ts'
import { mappingOf } from '../../hub/src/mapping/variants.ts'
import { defaultRuleset } from '../../simulator/src/identity/default-ruleset.ts'
import { createManualClock } from '../../simulator/src/platform/clock.ts'
import { createSeededRandom } from '../../simulator/src/platform/random.ts'
import { openPracticeOrg, type PracticeOrg } from '../../simulator/src/practice-org.ts'
import { createReplyCheck } from '../../simulator/src/testing/reply-check.ts'

const clock = createManualClock(Date.parse('2026-03-01T12:00:00.000Z'))
const hubEntry = fileURLToPath(new URL('../../hub/src/main.ts', import.meta.url))
const run = promisify(execFile)

const { onReply, expectKnown } = createReplyCheck()
let org: PracticeOrg
beforeAll(async () => {
  org = await openPracticeOrg({
    ...{ port: 0, clock, random: createSeededRandom('seed') },
    ...{ seed: 'empty', onReply },
  })
})
afterAll(async () => {
  await org[Symbol.asyncDispose]()
  expectKnown()
})

type Ended = { readonly code: number; readonly lines: readonly string[]; readonly said: string }

async function seed(...flags: readonly string[]): Promise<Ended> {
  const command = [hubEntry, 'practice-org', 'seed', '--url', org.url, ...flags]
  try {
    const { stdout, stderr } = await run(process.execPath, command)
    return { code: 0, lines: stdout.trim().split('\n'), said: stderr }
  } catch (cause) {
    const { code, stdout, stderr } = cause as { code: number; stdout: string; stderr: string }
    return { code, lines: stdout.trim().split('\n'), said: stderr }
  }
}

const post = async (path: string, body: URLSearchParams | string, token = '') => {
  const answer = await fetch(org.url + path, {
    method: 'POST',
    headers:
      token === '' ? {} : { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body,
  })
  return { status: answer.status, json: (await answer.json()) as Record<string, unknown> }
}

async function tenantToken(): Promise<string> {
  const core = await post(
    '/services/oauth2/token',
    new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: '3MVG9...',
      client_secret: 'xxxxxxxxxxxxxxxxxxxx',
    }),
  )
  const tenant = await post(
    '/services/a360/token',
    new URLSearchParams({
      grant_type: 'urn:salesforce:grant-type:external:cdp',
      subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
      subject_token: String(core.json['access_token']),
    }),
  )
  return String(tenant.json['access_token'])
}

test('an empty org is seeded step by step, and repeating it is harmless', async () => {
  const first = await seed()
  expect(first).toMatchObject({ code: 0, said: '' })
  expect(first.lines).toContain('connector dataset-12345 made')
  expect(first.lines).toContain(
    'data stream page_view deployed: Engagement, key event_id, event time event_time',
  )
  expect(first.lines).toContain('mapping profile to Individual made')
  expect(first.lines).toContain('identity ruleset "Unified Individuals" made')
  const second = await seed()
  expect(second.code).toBe(0)
  const steps = second.lines.slice(1, -1)
  expect(steps).toHaveLength(first.lines.length - 2)
  expect(steps.filter((line) => !line.includes('stood already'))).toEqual([])
})

test("a seeded org takes in a record of each of the hub's default objects", async () => {
  const mapping = mappingOf('default')
  const token = await tenantToken()
  for (const { name } of mapping?.objects ?? []) {
    const path = `/api/v1/ingest/sources/dataset-12345/${name}`
    const body = `{"data":[${mapping?.sampleRecordOf(name)}]}`
    expect(await post(`${path}/actions/test`, body, token)).toMatchObject({ status: 202 })
    expect(await post(path, body, token)).toMatchObject({ status: 202 })
  }
  const landed = await post('/practice-org/land', '')
  const counts = Object.values(landed.json['objects'] as Record<string, Record<string, number>>)
  expect(counts).toHaveLength(mapping?.objects.length ?? 0)
  expect(counts.map(({ addedCount, problemCount }) => ({ addedCount, problemCount }))).toEqual(
    counts.map(() => ({ addedCount: 1, problemCount: 0 })),
  )
})

test('another connector of the same org is seeded beside it, but for the ruleset they share', async () => {
  const { code, lines } = await seed('--connector', 'second')
  expect(code).toBe(0)
  expect(lines).toContain('connector second made')
  expect(lines).toContain('identity ruleset "Unified Individuals" stood already')
})

test('an org that refuses or cannot be reached is one clear line and exit code 1', async () => {
  const refused = await seed('--client-secret', 'wrong')
  expect(refused.code).toBe(1)
  expect(refused.said).toBe(
    `signal: ${org.url} refuses the sign-in: invalid_client invalid client credentials (cli.practice_org_failed)\n`,
  )
  const missing = await seed('--url', 'http://127.0.0.1:1')
  expect(missing.code).toBe(1)
  expect(missing.said).toMatch(/^signal: http:\/\/127\.0\.0\.1:1 cannot be reached: .*\n$/)
  const named = await seed('--connector', '1st')
  expect(named.code).toBe(1)
  expect(named.said).toMatch(/^signal: the org refuses to make the connector: INVALID_INPUT: .*\n$/)
})

test('what the command deploys is what the practice org begins with by default', async () => {
  const read = async (path: string): Promise<unknown> =>
    JSON.parse(await readFile(new URL(path, import.meta.url), 'utf8'))
  expect(await read('../../hub/src/cli/standard-mappings.json')).toEqual(
    await read('../../simulator/seed/default-mappings.json'),
  )
  const {
    id: _id,
    createdAtMs: _createdAtMs,
    ...content
  } = defaultRuleset({
    id: '',
    createdAtMs: 0,
  })
  expect(seedRuleset).toEqual(content)
})
