import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const entry = fileURLToPath(new URL('../../hub/src/main.ts', import.meta.url))

/** The real program, started as `npm start` starts it, with what its terminal printed. */
export type SignalProcess = AsyncDisposable & {
  readonly consoleUrl: string
  readonly signInUrl: string
  readonly collectUrl: string
  readonly writeKey: string
  readonly adminToken: string
  readonly practiceOrgUrl: string
  readonly dataDir: string
  readonly printed: string
  /** Ends it with a signal and resolves with its exit code, null when the signal itself ended it. */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null>
}

export type StartOptions = {
  /** A folder to go on with; without it a new one, removed at the end. */
  readonly dataDir?: string
  /** A practice org that runs elsewhere; without it one is started beside the hub. */
  readonly practiceOrgUrl?: string
  readonly ports?: {
    readonly collect: number
    readonly admin: number
    readonly practiceOrg: number
  }
  readonly environment?: Readonly<Record<string, string>>
}

export async function startSignal(options: StartOptions = {}): Promise<SignalProcess> {
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'signal-e2e-')))
  const { collect = 0, admin = 0, practiceOrg = 0 } = options.ports ?? {}
  const child = spawn(process.execPath, [entry, 'start'], {
    env: {
      ...process.env,
      NODE_ENV: 'test',
      SIGNAL_DATA_DIR: dataDir,
      SIGNAL_COLLECT_PORT: String(collect),
      SIGNAL_COLLECT_HOST: '127.0.0.1',
      SIGNAL_ADMIN_PORT: String(admin),
      SIGNAL_PRACTICE_ORG_PORT: String(practiceOrg),
      // In memory: what has landed need not outlive a test.
      SIGNAL_PRACTICE_ORG_DATA_DIR: '',
      ...(options.practiceOrgUrl === undefined
        ? {}
        : { SIGNAL_PRACTICE_ORG: 'off', SIGNAL_SALESFORCE_DIAL_URL: options.practiceOrgUrl }),
      ...options.environment,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
  const printed = await printedUntilReady(child, ended)
  const found = (pattern: RegExp): string => {
    const match = pattern.exec(printed)?.[1]
    if (match === undefined) throw new Error(`the terminal shows no ${pattern}:\n${printed}`)
    return match
  }
  const signInUrl = found(/Console +(\S+)/)
  return {
    signInUrl,
    consoleUrl: new URL(signInUrl).origin,
    collectUrl: found(/Collector +(\S+)/),
    writeKey: found(/write key (\S+)/),
    adminToken: (await readFile(join(dataDir, 'admin-token'), 'utf8')).trim(),
    practiceOrgUrl: options.practiceOrgUrl ?? found(/Practice org +(\S+)/),
    dataDir,
    printed,
    async end(signal) {
      child.kill(signal)
      return await ended
    },
    async [Symbol.asyncDispose]() {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM')
      await ended
      if (options.dataDir === undefined) await rm(dataDir, { recursive: true, force: true })
    },
  }
}

/** Printed when all is ready, before the last blank lines. */
const lastLine = /See it in Live Events/

async function printedUntilReady(
  child: ChildProcess,
  ended: Promise<number | null>,
): Promise<string> {
  const lines: string[] = []
  const ready = new Promise<void>((resolve) => {
    if (child.stdout === null) return
    createInterface({ input: child.stdout }).on('line', (line) => {
      lines.push(line)
      if (lastLine.test(line)) resolve()
    })
  })
  const early = ended.then((code) => {
    throw new Error(`signal ended with ${String(code)} before it was ready:\n${lines.join('\n')}`)
  })
  await Promise.race([ready, early])
  early.catch(() => undefined)
  return lines.join('\n')
}
