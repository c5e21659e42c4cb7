import { readConfig, type Config } from '../config/config.ts'
import { systemClock } from '../platform/clock.ts'
import { systemRandom } from '../platform/random.ts'
import { guideOf } from './guide.ts'
import { openPracticeOrg, type PracticeOrg } from '../practice-org.ts'

/**
 * The program: reads the environment, opens the practice org, says when it is ready, and closes it
 * on SIGTERM or SIGINT. Whatever prevents the start is one clear line and exit code 1.
 */
export async function runPracticeOrg(): Promise<void> {
  const reading = readConfig(process.env)
  if (reading.kind === 'refused') {
    for (const problem of reading.problems) console.error(`practice org: ${problem}`)
    process.exitCode = 1
    return
  }
  const { config } = reading
  const { tlsPort, ...others } = config
  const stop = listenForStop(config.lifeline)
  let practiceOrg: PracticeOrg
  try {
    practiceOrg = await openPracticeOrg({
      ...others,
      ...(tlsPort === '' ? {} : { tlsPort }),
      strict: config.strict === 'on',
      clock: systemClock,
      random: systemRandom,
      onRequestFailed: (cause) =>
        console.error(`practice org: a request failed: ${messageOf(cause)}`),
      onLakeFailed: (cause) => {
        console.error(`practice org: the lake cannot be opened: ${messageOf(cause)}`)
        process.exitCode = 1
        process.kill(process.pid, 'SIGTERM')
      },
    })
  } catch (cause) {
    console.error(`practice org: ${startProblemOf(cause, config)}`)
    process.exitCode = 1
    stop.started()
    process.stdin.destroy()
    return
  }
  stop.started()
  stop.whenAsked(() => close(practiceOrg))
  if (stop.isAsked()) return
  console.log(`practice org ready on ${practiceOrg.url}`)
  if (config.guide === 'on') {
    const { url, https } = practiceOrg
    console.log(guideOf({ url, https, dataDir: config.dataDir, seed: config.seed }))
  }
}

type Stop = {
  readonly isAsked: () => boolean
  /** Done once, at once if it was asked meanwhile. */
  whenAsked(act: () => void): void
  /** To be told once it has started, or failed to: from then on whoever asks waits for an orderly end. */
  started(): void
}

/** How long somebody who asks is kept waiting by a start that hangs, on a dead network folder say. */
const startMsMax = 10_000

/** Listens from the first moment: who is stopped while starting must not leave temporary folders behind. */
function listenForStop(lifeline: Config['lifeline']): Stop {
  const asked = new AbortController()
  const started = new AbortController()
  const ask = () => {
    process.stdin.destroy()
    asked.abort()
    if (started.signal.aborted) return
    void systemClock.sleep(startMsMax, started.signal).then(() => {
      if (started.signal.aborted) return
      process.off('SIGTERM', ask).off('SIGINT', ask)
      process.kill(process.pid, 'SIGTERM')
    })
  }
  process.on('SIGTERM', ask)
  process.on('SIGINT', ask)
  if (lifeline === 'stdin') process.stdin.on('end', ask).resume()
  return {
    isAsked: () => asked.signal.aborted,
    whenAsked: (act) => {
      if (asked.signal.aborted) act()
      else asked.signal.addEventListener('abort', act, { once: true })
    },
    started: () => started.abort(),
  }
}

function close(practiceOrg: PracticeOrg): void {
  practiceOrg[Symbol.asyncDispose]().then(undefined, (cause: unknown) => {
    console.error(`practice org: it did not close cleanly: ${messageOf(cause)}`)
    process.exitCode = 1
  })
}

function startProblemOf(cause: unknown, { tlsPort }: Config): string {
  if (cause instanceof Error && 'code' in cause && cause.code === 'EADDRINUSE') {
    const port = 'port' in cause ? Number(cause.port) : 0
    const setting = port === tlsPort ? 'TLS_PORT' : 'PORT'
    return `port ${port} is in use; stop the other program or set SIGNAL_PRACTICE_ORG_${setting}`
  }
  return `it cannot start: ${messageOf(cause)}`
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause)
}
