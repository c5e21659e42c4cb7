// `node tools/run.mjs <entry> [arguments]`: makes ready what is missing, then runs one of our own commands in the
// foreground on the pinned Node until it ends. The scripts of package.json that prove or measure something use it.

import { HostProblem, prepare } from './bootstrap.mjs'
import { runInForeground } from './foreground.mjs'

const [entry, ...args] = process.argv.slice(2)

try {
  if (entry === undefined) throw new HostProblem('Name the file to run: node tools/run.mjs <entry>')
  prepare()
  runInForeground({ name: entry, entry, args })
} catch (problem) {
  if (!(problem instanceof HostProblem)) throw problem
  process.stderr.write(`${problem.message}\n`)
  process.exitCode = 1
}
