// `npm start`: makes ready what is missing, then runs the hub in the foreground until it ends.

import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { join } from 'node:path'
import { HostProblem, pinnedNode, prepare, root } from './bootstrap.mjs'

const parentCheckMs = 250
const repeatedSignalMs = 1_000
const isWindows = process.platform === 'win32'

try {
  prepare()
  runHub()
} catch (problem) {
  if (!(problem instanceof HostProblem)) throw problem
  process.stderr.write(`${problem.message}\n`)
  process.exitCode = 1
}

function runHub() {
  const followParent = new URL('follow-parent.mjs', import.meta.url).href
  const entry = join(root, 'hub/src/main.ts')
  const args = ['--import', followParent, entry, 'start', ...process.argv.slice(2)]
  const hub = spawn(pinnedNode, args, {
    cwd: root,
    stdio: 'inherit',
    // What was compiled at one start is kept for the next, by the hub, its threads and the practice org.
    env: { NODE_COMPILE_CACHE: join(root, 'node_modules/.cache/signal-compiled'), ...process.env },
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
    hub.kill(signal)
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

  hub.on('error', (error) => {
    process.stderr.write(`The hub could not be started: ${error.message}\n`)
    process.exitCode = 1
  })
  hub.on('exit', (code, signal) => {
    process.exitCode = signal === null ? (code ?? 1) : 128 + constants.signals[signal]
  })
}
