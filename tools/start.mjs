// `npm start`: makes ready what is missing, then runs the hub in the foreground until it ends.

import { HostProblem, prepare } from './bootstrap.mjs'
import { runInForeground } from './foreground.mjs'

try {
  prepare()
  runInForeground({
    name: 'The hub',
    entry: 'hub/src/main.ts',
    args: ['start', ...process.argv.slice(2)],
  })
} catch (problem) {
  if (!(problem instanceof HostProblem)) throw problem
  process.stderr.write(`${problem.message}\n`)
  process.exitCode = 1
}
