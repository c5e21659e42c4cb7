import { spawn } from 'node:child_process'
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const mainFile = fileURLToPath(new URL('../main.ts', import.meta.url))
const processMsMax = 60_000

/** Starts the program; `ready` is its base address once it says so, `ended` all it said and its exit code. */
function start(settings: Readonly<Record<string, string>>) {
  const child = spawn(process.execPath, [mainFile], { env: { ...process.env, ...settings } })
  const ready = Promise.withResolvers<string>()
  let output = ''
  let errors = ''
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString()
    const [, url] = /^practice org ready on (\S+)\n/.exec(output) ?? []
    if (url !== undefined) ready.resolve(url)
  })
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk.toString()
  })
  const ended = new Promise<{ code: number | null; output: string; errors: string }>((resolve) => {
    child.on('close', (code) => {
      ready.reject(new Error(errors))
      resolve({ code, output, errors })
    })
  })
  ready.promise.catch(() => undefined)
  return {
    ...{ ready: ready.promise, ended, stop: () => child.kill('SIGTERM') },
    endInput: () => child.stdin.end(),
  }
}

let dataDir: string
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'practice-org-'))
})
afterAll(() => rm(dataDir, { recursive: true, force: true }))

describe('the program', () => {
  test(
    'says in one line that it is ready, and ends cleanly on SIGTERM',
    async () => {
      const program = start({ SIGNAL_PRACTICE_ORG_PORT: '0' })
      const url = await program.ready
      program.stop()
      expect(await program.ended).toEqual({
        code: 0,
        output: `practice org ready on ${url}\n`,
        errors: '',
      })
    },
    processMsMax,
  )

  test(
    'ends without a word when it is stopped while it starts, and leaves no temporary folder',
    async () => {
      const temporary = join(dataDir, 'temporary')
      await mkdir(temporary)
      const program = start({
        ...{ SIGNAL_PRACTICE_ORG_PORT: '0', SIGNAL_PRACTICE_ORG_TLS_PORT: '0', TMPDIR: temporary },
        SIGNAL_PRACTICE_ORG_LIFELINE: 'stdin',
      })
      // The end of its standard input is waiting for it before it has begun to look.
      program.endInput()
      const { code, errors } = await program.ended
      expect([code, errors]).toEqual([0, ''])
      expect(await readdir(temporary)).toEqual([])
    },
    processMsMax,
  )

  test(
    'tells a person how to begin, when asked to',
    async () => {
      const program = start({ SIGNAL_PRACTICE_ORG_PORT: '0', SIGNAL_PRACTICE_ORG_GUIDE: 'on' })
      const url = await program.ready
      program.stop()
      expect((await program.ended).output).toContain(`Screens        ${url}/org/`)
    },
    processMsMax,
  )

  test(
    'says in one line that its port is in use',
    async () => {
      const first = start({ SIGNAL_PRACTICE_ORG_PORT: '0' })
      const { port } = new URL(await first.ready)
      const second = await start({ SIGNAL_PRACTICE_ORG_PORT: port }).ended
      first.stop()
      await first.ended
      expect(second).toEqual({
        code: 1,
        output: '',
        errors: `practice org: port ${port} is in use; stop the other program or set SIGNAL_PRACTICE_ORG_PORT\n`,
      })
    },
    processMsMax,
  )

  test.each<[string, (folder: string) => Promise<void>, string]>([
    [
      'a file in place of its folder',
      (folder) => writeFile(folder, ''),
      'it cannot start: ENOTDIR: not a directory',
    ],
    [
      'a broken set-up',
      async (folder) => {
        await mkdir(folder)
        await writeFile(join(folder, 'setup.json'), '{')
      },
      'it cannot start: ',
    ],
    [
      'a broken key',
      async (folder) => {
        await mkdir(folder)
        await writeFile(join(folder, 'tenant-key.pem'), 'nonsense')
      },
      'it cannot start: ',
    ],
  ])(
    'says in one line what keeps it from starting: %s',
    async (what, prepare, expected) => {
      const folder = join(dataDir, what.replaceAll(' ', '-'))
      await prepare(folder)
      const settings = { SIGNAL_PRACTICE_ORG_PORT: '0', SIGNAL_PRACTICE_ORG_DATA_DIR: folder }
      const { code, output, errors } = await start(settings).ended
      expect([code, output]).toEqual([1, ''])
      expect(errors.trimEnd().split('\n')).toHaveLength(1)
      expect(errors).toContain(`practice org: ${expected}`)
      expect(errors).toContain(folder)
    },
    processMsMax,
  )

  test(
    'keeps a lake in its folder, also what had not landed when it was stopped',
    async () => {
      const settings = {
        SIGNAL_PRACTICE_ORG_PORT: '0',
        SIGNAL_PRACTICE_ORG_DATA_DIR: join(dataDir, 'lake'),
        SIGNAL_PRACTICE_ORG_LANDING_DELAY_MS: '3600000',
      }
      const first = start(settings)
      await sendOne(await first.ready)
      first.stop()
      expect((await first.ended).errors).toBe('')
      const second = start(settings)
      const rows = await queryKeys(await second.ready)
      second.stop()
      await second.ended
      expect(rows).toEqual([['kept']])
    },
    processMsMax,
  )
})

async function sendOne(url: string): Promise<void> {
  const answer = await fetch(`${url}/api/v1/ingest/sources/dataset-12345/page_view`, {
    method: 'POST',
    headers: { authorization: await authorizationOf(url), 'content-type': 'application/json' },
    body: JSON.stringify({ data: [{ event_id: 'kept', event_time: '2026-03-01T11:00:00.000Z' }] }),
  })
  expect(answer.status).toBe(202)
}

async function queryKeys(url: string): Promise<unknown> {
  const answer = await fetch(`${url}/api/v2/query`, {
    method: 'POST',
    headers: { authorization: await authorizationOf(url) },
    body: JSON.stringify({ sql: 'select event_id__c from page_view__dll' }),
  })
  const { data } = (await answer.json()) as { data: unknown }
  return data
}

async function authorizationOf(url: string): Promise<string> {
  const core = await postForm(`${url}/services/oauth2/token`, {
    grant_type: 'client_credentials',
    client_id: '3MVG9...',
    client_secret: 'xxxxxxxxxxxxxxxxxxxx',
  })
  const tenant = await postForm(`${url}/services/a360/token`, {
    grant_type: 'urn:salesforce:grant-type:external:cdp',
    subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
    subject_token: core,
  })
  return `Bearer ${tenant}`
}

async function postForm(url: string, form: Readonly<Record<string, string>>): Promise<string> {
  const answer = await fetch(url, { method: 'POST', body: new URLSearchParams(form) })
  const { access_token } = (await answer.json()) as { access_token: string }
  return access_token
}
