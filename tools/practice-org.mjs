// `npm run practice-org`: makes ready what is missing, then runs the practice org alone, without the hub, in the foreground
// until it ends.

import { HostProblem, prepare } from './bootstrap.mjs'
import { runInForeground } from './foreground.mjs'

try {
  prepare()
  runInForeground({
    name: 'The practice org',
    entry: 'simulator/src/main.ts',
    env: { SIGNAL_PRACTICE_ORG_GUIDE: 'on', ...process.env },
  })
} catch (problem) {
  if (!(problem instanceof HostProblem)) throw problem
  process.stderr.write(`${problem.message}\n`)
  process.exitCode = 1
}
