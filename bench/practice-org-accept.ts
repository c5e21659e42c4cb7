/**
 * Whether the practice org is ever the bottleneck of a measurement: its accept-only profile, on one core where the
 * machine can pin it, is sent the most that Data Cloud takes: 250 requests a second of just under 200 KB.
 *
 *     node bench/practice-org-accept.ts [seconds]
 *
 * It passes when every request was answered 202 at that rate and memory stayed flat; the exit code says so.
 */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { Pool } from 'undici'

/** Source of both: the limits of the Ingestion API {GS}. */
const requestsPerSecond = 250
const requestBytesMax = 200_000
const secondsDefault = 60
const connectionCount = 32
/** Requests of the first seconds warm the machine up and are not measured. */
const warmUpSeconds = 3
/** How far memory may be above where it was at the start: a heap that is not yet collected. */
const memoryGrowthBytesMax = 128 * 1_048_576
/** The rate may miss its mark by what a timer is late. */
const rateShareMin = 0.99
const ticksPerSecond = 100

const seconds = Number(process.argv[2] ?? secondsDefault)
const main = fileURLToPath(new URL('../simulator/src/main.ts', import.meta.url))
const isPinned = spawnSync('taskset', ['-c', '0', 'true']).status === 0

const child = startPracticeOrg()
try {
  const url = await readyUrlOf(child)
  const pool = new Pool(url, { connections: connectionCount, pipelining: 1 })
  const token = await signIn(pool)
  const body = bodyOf()
  await untilLakeIsOpen(pool)
  await send({ pool, token, body, count: warmUpSeconds * requestsPerSecond })
  const run = await measure({ pool, token, body, count: seconds * requestsPerSecond })
  report(run)
  await pool.close()
} finally {
  child.kill('SIGTERM')
  if (child.exitCode === null) await once(child, 'exit')
}

type Load = {
  readonly pool: Pool
  readonly token: string
  readonly body: Buffer
  readonly count: number
}

type Run = {
  readonly tookMs: number
  readonly latenciesMs: readonly number[]
  readonly countByStatus: ReadonlyMap<number | string, number>
  readonly cpuShare: number
  /** At the start, in the middle, at the end. */
  readonly memoryBytes: readonly number[]
}

function startPracticeOrg(): ChildProcess {
  const command = [process.execPath, main]
  const [file = '', ...rest] = isPinned ? ['taskset', '-c', '0', ...command] : command
  return spawn(file, rest, {
    env: {
      ...process.env,
      SIGNAL_PRACTICE_ORG_PORT: '0',
      SIGNAL_PRACTICE_ORG_PROFILE: 'accept-only',
      SIGNAL_PRACTICE_ORG_LIFELINE: 'stdin',
    },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
}

async function readyUrlOf({ stdout }: ChildProcess): Promise<string> {
  if (stdout === null) throw new Error('the practice org has no standard output')
  for await (const line of createInterface({ input: stdout })) {
    const [url] = /http:\/\/\S+/.exec(line) ?? []
    if (url !== undefined) return url
  }
  throw new Error('the practice org did not start')
}

async function signIn(pool: Pool): Promise<string> {
  const core = await form(pool, '/services/oauth2/token', {
    grant_type: 'client_credentials',
    client_id: '3MVG9...',
    client_secret: 'xxxxxxxxxxxxxxxxxxxx',
  })
  return form(pool, '/services/a360/token', {
    grant_type: 'urn:salesforce:grant-type:external:cdp',
    subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
    subject_token: core,
  })
}

async function form(pool: Pool, path: string, fields: Record<string, string>): Promise<string> {
  const { body } = await pool.request({
    path,
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(fields).toString(),
  })
  const json: unknown = await body.json()
  const token =
    typeof json === 'object' && json !== null && 'access_token' in json ? json.access_token : ''
  if (typeof token !== 'string' || token === '') throw new Error(`no token from ${path}`)
  return token
}

/** Postgres starts in the background; that is no part of what is measured. */
async function untilLakeIsOpen(pool: Pool): Promise<void> {
  const { body } = await pool.request({ path: '/practice-org/rows/page_view', method: 'GET' })
  await body.dump()
}

/** As many page views as fit: what a hub sends at its best. */
function bodyOf(): Buffer {
  const records: object[] = []
  let bytes = '{"data":[]}'.length
  for (;;) {
    const record = {
      event_id: `0192f3a4-5b6c-7d8e-9f00-${String(records.length).padStart(12, '0')}`,
      event_time: '2026-03-01T11:00:00.000Z',
      individual_id: 'visitor-1234567890',
      session_id: 'session-1234567890',
      page_url: 'https://shop.example.com/products/blue-suede-shoes?color=blue&size=42',
      page_title: 'Blue suede shoes – the shop',
      referrer: 'https://www.example.com/search?q=blue+suede+shoes',
      page_height: 1_080,
    }
    bytes += Buffer.byteLength(JSON.stringify(record)) + 1
    if (bytes > requestBytesMax) return Buffer.from(JSON.stringify({ data: records }))
    records.push(record)
  }
}

/** Sends at the even rate, whether or not the answers keep up. */
async function send({ pool, token, body, count }: Load) {
  const latenciesMs: number[] = []
  const countByStatus = new Map<number | string, number>()
  const headers = {
    authorization: `Bearer ${token}`,
    'content-type': 'application/json',
  }
  const sendOne = async () => {
    const sentMs = performance.now()
    let status: number | string
    try {
      const answer = await pool.request({
        path: '/api/v1/ingest/sources/dataset-12345/page_view',
        method: 'POST',
        headers,
        body,
      })
      await answer.body.dump()
      status = answer.statusCode
    } catch (cause) {
      status = cause instanceof Error ? cause.name : 'failed'
    }
    latenciesMs.push(performance.now() - sentMs)
    countByStatus.set(status, (countByStatus.get(status) ?? 0) + 1)
  }
  const startedMs = performance.now()
  const sending: Promise<void>[] = []
  for (let sent = 0; sent < count; sent += 1) {
    const dueMs = startedMs + (sent * 1_000) / requestsPerSecond
    const waitMs = dueMs - performance.now()
    if (waitMs > 1) await delay(waitMs)
    sending.push(sendOne())
  }
  await Promise.all(sending)
  return { tookMs: performance.now() - startedMs, latenciesMs, countByStatus }
}

async function measure(load: Load): Promise<Run> {
  const memoryBytes = [memoryBytesOf(child)]
  const cpuBefore = cpuSecondsOf(child)
  const half = { ...load, count: Math.ceil(load.count / 2) }
  const first = await send(half)
  memoryBytes.push(memoryBytesOf(child))
  const second = await send({ ...load, count: load.count - half.count })
  memoryBytes.push(memoryBytesOf(child))
  const tookMs = first.tookMs + second.tookMs
  const countByStatus = new Map(first.countByStatus)
  for (const [status, count] of second.countByStatus) {
    countByStatus.set(status, (countByStatus.get(status) ?? 0) + count)
  }
  return {
    tookMs,
    latenciesMs: [...first.latenciesMs, ...second.latenciesMs],
    countByStatus,
    cpuShare: (cpuSecondsOf(child) - cpuBefore) / (tookMs / 1_000),
    memoryBytes,
  }
}

function report({ tookMs, latenciesMs, countByStatus, cpuShare, memoryBytes }: Run): void {
  const rate = (latenciesMs.length * 1_000) / tookMs
  const cpuMsPerRequest = (cpuShare * tookMs) / latenciesMs.length
  const sorted = latenciesMs.toSorted((a, b) => a - b)
  const at = (share: number) => (sorted[Math.floor((sorted.length - 1) * share)] ?? 0).toFixed(1)
  const megabytes = memoryBytes.map((bytes) => Math.round(bytes / 1_048_576))
  const statuses = [...countByStatus].map(([status, count]) => `${count} × ${status}`)
  console.log(
    [
      `practice org, accept-only, ${isPinned ? 'pinned to one core' : 'not pinned'}`,
      `  ${rate.toFixed(1)} requests/s of ${requestBytesMax} bytes at most, for ${(tookMs / 1_000).toFixed(1)} s`,
      `  answers: ${statuses.join(', ')}`,
      `  latency: p50 ${at(0.5)} ms, p99 ${at(0.99)} ms`,
      `  processor: ${(cpuShare * 100).toFixed(0)} % of a core, ${cpuMsPerRequest.toFixed(2)} ms a request`,
      `  memory: ${megabytes.join(', ')} MB at the start, in the middle, at the end`,
    ].join('\n'),
  )
  const [atStart = 0] = memoryBytes
  const isFlat = Math.max(...memoryBytes) - atStart <= memoryGrowthBytesMax
  const isAccepted = countByStatus.get(202) === latenciesMs.length
  const isKeptUp = rate >= requestsPerSecond * rateShareMin
  if (isFlat && isAccepted && isKeptUp) return
  console.log(
    '  FAILED: it is a bottleneck here, or this machine is too busy with other things to tell',
  )
  process.exitCode = 1
}

/** Linux only, like the pinning; elsewhere 0. */
function memoryBytesOf({ pid }: ChildProcess): number {
  const [, kilobytes = '0'] = /VmRSS:\s+(\d+)/.exec(procFile(pid, 'status')) ?? []
  return Number(kilobytes) * 1_024
}

/** User and system time of all threads. */
function cpuSecondsOf({ pid }: ChildProcess): number {
  const fields = procFile(pid, 'stat').split(') ')[1]?.split(' ') ?? []
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) / ticksPerSecond
}

function procFile(pid: number | undefined, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8')
  } catch {
    return ''
  }
}
