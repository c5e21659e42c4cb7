import { spawn, type ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'
import { SignalError } from '../core/errors.ts'
import { practiceOrgEntry } from './paths.ts'

/** The practice org, running beside the hub as a process of its own. */
export interface PracticeOrgProcess extends AsyncDisposable {
  /** Address it answers at, `http://127.0.0.1:8090`. */
  readonly url: string
  /** Resolves when it has ended, wanted or not. */
  readonly ended: Promise<void>
  /** Tells its demo shop where events go. */
  pointShopAt(shop: { readonly collectorUrl: string; readonly writeKey: string }): Promise<void>
}

export type PracticeOrgOptions = {
  readonly port: number
  /** Folder that keeps what has landed over restarts. */
  readonly dataDir: string
  readonly environment: NodeJS.ProcessEnv
}

/** Longest wait for it to be ready; its SQL engine takes a second or two to load. */
const readyMsMax = 60_000

/**
 * Starts the practice org and waits until it answers.
 * @throws SignalError `cli.practice_org_failed` with its own words when it cannot start
 */
export async function startPracticeOrg(options: PracticeOrgOptions): Promise<PracticeOrgProcess> {
  const child = spawn(process.execPath, [practiceOrgEntry], {
    env: {
      SIGNAL_PRACTICE_ORG_DATA_DIR: options.dataDir,
      ...options.environment,
      SIGNAL_PRACTICE_ORG_PORT: String(options.port),
      // It ends when its standard input does, so that it never outlives a hub that was killed.
      SIGNAL_PRACTICE_ORG_LIFELINE: 'stdin',
    },
    stdio: ['pipe', 'pipe', 'pipe'],
    // Its own group: Ctrl-C reaches the hub, which stops this one last, after its own requests are answered.
    detached: true,
  })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const url = await readyUrlOf(child)
  return {
    url,
    ended,
    async pointShopAt(shop) {
      const body = JSON.stringify(shop)
      const { ok, status } = await fetch(`${url}/practice-org/shop`, { method: 'PUT', body })
      if (!ok) {
        throw new SignalError('cli.practice_org_failed', `the demo shop answered ${status}`)
      }
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM')
      await ended
    },
  }
}

async function readyUrlOf(child: ChildProcess): Promise<string> {
  const said: string[] = []
  return await new Promise<string>((resolve, reject) => {
    const fail = (why: string) =>
      reject(new SignalError('cli.practice_org_failed', [why, ...said].join('\n')))
    const timer = setTimeout(() => {
      child.kill('SIGKILL')
      fail(`the practice org was not ready within ${readyMsMax / 1_000} s`)
    }, readyMsMax)
    child.once('exit', () => {
      clearTimeout(timer)
      fail('the practice org could not start')
    })
    for (const stream of [child.stdout, child.stderr]) {
      if (stream === null) continue
      createInterface({ input: stream }).on('line', (line) => {
        const url = /^practice org ready on (http:\S+)$/.exec(line)?.[1]
        if (url === undefined) {
          said.push(line)
          return
        }
        clearTimeout(timer)
        resolve(url)
      })
    }
  })
}
