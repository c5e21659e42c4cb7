import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { join } from 'node:path'
import { pinnedNode, root } from './bootstrap.mjs'

const parentCheckMs = 250
const repeatedSignalMs = 1_000
const isWindows = process.platform === 'win32'

/**
 * Runs one of our programs on the pinned Node until it ends, passes signals on to it, and ends with its exit code.
 * @param {{ name: string, entry: string, args?: string[], env?: NodeJS.ProcessEnv }} program `entry` is a path from the root
 */
export function runInForeground({ name, entry, args = [], env = process.env }) {
  const followParent = new URL('follow-parent.mjs', import.meta.url).href
  const child = spawn(pinnedNode, ['--import', followParent, join(root, entry), ...args], {
    cwd: root,
    stdio: 'inherit',
    // What was compiled at one start is kept for the next, by the program, its threads and its children.
    env: { NODE_COMPILE_CACHE: join(root, 'node_modules/.cache/signal-compiled'), ...env },
    // A group of its own, or a terminal's Ctrl-C would reach it twice: from the terminal, and through us.
    detached: !isWindows,
  })

  let stopAskedMs = -repeatedSignalMs
  /** @param {'SIGINT' | 'SIGTERM'} signal */
  const stop = (signal) => {
    // npm passes on the Ctrl-C that we got ourselves; only a person asks again after a second, and is impatient.
    const isRepeat = performance.now() - stopAskedMs < repeatedSignalMs
    if (isRepeat || isWindows) return
    stopAskedMs = performance.now()
    child.kill(signal)
  }
  process.on('SIGINT', () => stop('SIGINT'))
  process.on('SIGTERM', () => stop('SIGTERM'))
  process.on('SIGHUP', () => stop('SIGTERM'))

  // A signal sent to npm alone ends the shell between npm and us, and never comes here: we only see our parent change.
  const parent = process.ppid
  const check = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(check)
    stop('SIGTERM')
  }, parentCheckMs)
  check.unref()

  child.on('error', (error) => {
    process.stderr.write(`${name} could not be started: ${error.message}\n`)
    process.exitCode = 1
  })
  child.on('exit', (code, signal) => {
    process.exitCode = signal === null ? (code ?? 1) : 128 + constants.signals[signal]
  })
}
