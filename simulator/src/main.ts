import { runPracticeOrg } from './cli/run.ts'

await runPracticeOrg()
