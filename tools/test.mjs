// `npm test`: every check and every test that can run here. `npm test -- <path>`: only the tests at that path.
// A passing step is one line, a failing one shows all it said. The very last line counts: `N passed, N failed`.

import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { join, relative } from 'node:path'
import { HostProblem, pinnedNode, prepare, prepareTests, root } from './bootstrap.mjs'
import { findChromium } from './chromium.mjs'

/** @typedef {{ passed: number, failed: number, skipped: string[] }} TestCounts */

const leavingOutFails = process.env['CI'] === 'true'
const paths = process.argv.slice(2)

try {
  prepare()
  prepareTests()
  const { passed, failed } = paths.length > 0 ? await runTestsAt(paths) : await runEverything()
  process.stdout.write(`${passed} passed, ${failed} failed\n`)
  process.exitCode = failed > 0 ? 1 : 0
} catch (problem) {
  if (!(problem instanceof HostProblem)) throw problem
  process.stderr.write(`${problem.message}\n`)
  process.stdout.write('0 passed, 1 failed\n')
  process.exitCode = 1
}

/** @param {string[]} testPaths */
async function runTestsAt(testPaths) {
  const report = reportFile('some')
  const exitCode = await runNode(vitestArgs(['run', ...testPaths], report), { inherit: true })
  const counts = readCounts(report)
  const failed = failedOf(counts, exitCode)
  return { passed: counts.passed, failed: failed + tellLeftOut(counts.skipped) }
}

async function runEverything() {
  let failedSteps = 0
  for (const { name, args } of checks()) {
    if (!(await runStep(name, args)).ok) failedSteps += 1
  }

  /** @type {TestCounts} */
  const total = { passed: 0, failed: 0, skipped: [] }
  const suites = [
    { name: 'tests: unit and integration', projects: ['unit', 'integration'] },
    { name: 'tests: browser and end to end', projects: ['browser'] },
  ]
  for (const { name, projects } of suites) {
    const report = reportFile(projects.join('-'))
    const wanted = projects.map((project) => `--project=${project}`)
    const { exitCode } = await runStep(name, vitestArgs(['run', ...wanted], report), () =>
      failuresOf(report),
    )
    const counts = readCounts(report)
    total.passed += counts.passed
    total.failed += failedOf(counts, exitCode)
    total.skipped.push(...counts.skipped)
  }
  return { passed: total.passed, failed: total.failed + failedSteps + tellLeftOut(total.skipped) }
}

/** @returns {{ name: string, args: string[] }[]} */
function checks() {
  const typed = [
    'hub/tsconfig.json',
    'simulator/tsconfig.json',
    'simulator/screens/tsconfig.json',
    'simulator/screens/tsconfig.tools.json',
    'console/tsconfig.json',
    'console/tsconfig.tools.json',
    'collector-js/tsconfig.json',
    'collector-js/tsconfig.tools.json',
    'test/tsconfig.json',
    'bench/tsconfig.json',
    'tools/tsconfig.json',
  ].filter((config) => hasSources(join(root, config, '..')))
  return [
    { name: 'format (oxfmt)', args: [tool('oxfmt/bin/oxfmt'), '--check', '.'] },
    {
      name: 'lint (oxlint)',
      args: [tool('oxlint/bin/oxlint'), '--type-aware', '--deny-warnings', '.'],
    },
    ...typed.map((config) => ({
      name: `types (tsc ${config})`,
      args: [tool('typescript/bin/tsc'), '-p', config],
    })),
    { name: 'unused code (knip)', args: [tool('knip/bin/knip.js'), '--no-progress'] },
  ]
}

/** @param {string} folder */
function hasSources(folder) {
  if (!existsSync(folder)) return false
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).some(
    (path) => !path.includes('node_modules') && /\.(ts|tsx|mjs)$/.test(path),
  )
}

/**
 * @param {string} name
 * @param {string[]} args
 * @param {() => string} summary what to say of a failure before all that the step said
 */
async function runStep(name, args, summary = () => '') {
  const startedMs = performance.now()
  /** @type {Buffer[]} */
  const said = []
  const exitCode = await runNode(args, { inherit: false, said })
  const ok = exitCode === 0
  const seconds = ((performance.now() - startedMs) / 1_000).toFixed(1)
  process.stdout.write(`${ok ? 'ok    ' : 'FAILED'} ${seconds.padStart(6)} s  ${name}\n`)
  if (!ok) {
    process.stdout.write(summary())
    process.stdout.write(`${Buffer.concat(said).toString('utf8').trimEnd()}\n`)
  }
  return { ok, exitCode }
}

/**
 * @param {string[]} args
 * @param {{ inherit: boolean, said?: Buffer[] }} output
 * @returns {Promise<number>} the exit code; 1 when a signal ended it
 */
function runNode(args, { inherit, said = [] }) {
  return new Promise((resolve, reject) => {
    const child = spawn(pinnedNode, args, {
      cwd: root,
      stdio: inherit ? 'inherit' : ['ignore', 'pipe', 'pipe'],
    })
    child.stdout?.on('data', (chunk) => said.push(chunk))
    child.stderr?.on('data', (chunk) => said.push(chunk))
    child.on('error', reject)
    child.on('close', (code) => resolve(code ?? 1))
  })
}

/** @param {string} script its path below node_modules */
function tool(script) {
  return join(root, 'node_modules', script)
}

/**
 * @param {string[]} args
 * @param {string} report
 */
function vitestArgs(args, report) {
  return [
    tool('vitest/vitest.mjs'),
    ...args,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ]
}

/** @param {string} name */
function reportFile(name) {
  const folder = join(root, '.artifacts')
  mkdirSync(folder, { recursive: true })
  const file = join(folder, `vitest-${name}.json`)
  rmSync(file, { force: true })
  return file
}

/**
 * @param {string} report
 * @returns {TestCounts}
 */
function readCounts(report) {
  if (!existsSync(report)) return { passed: 0, failed: 0, skipped: [] }
  const { numPassedTests, numFailedTests, testResults } = JSON.parse(readFileSync(report, 'utf8'))
  /** @type {string[]} */
  const skipped = []
  for (const { name, assertionResults } of testResults) {
    for (const { status } of assertionResults) {
      if (status !== 'passed' && status !== 'failed') skipped.push(relative(root, name))
    }
  }
  return { passed: numPassedTests, failed: numFailedTests, skipped }
}

/** Lines of a failure's message that tell what went wrong; a page's whole text may follow them. */
const failureLinesMax = 12

/**
 * Each failed test by its name, and each file that did not load: a reader of a cut log sees these first.
 * @param {string} report
 */
function failuresOf(report) {
  if (!existsSync(report)) return ''
  const { testResults } = JSON.parse(readFileSync(report, 'utf8'))
  /** @type {string[]} */
  const lines = []
  for (const { name, status, message, assertionResults } of testResults) {
    const file = relative(root, name)
    if (status === 'failed' && message !== '') lines.push(`  ${file}`, ...headOf(message))
    for (const { fullName, status: outcome, failureMessages } of assertionResults) {
      if (outcome !== 'failed') continue
      lines.push(`  ${file} > ${fullName}`, ...failureMessages.flatMap(headOf))
    }
  }
  return lines.map((line) => `${line}\n`).join('')
}

/** @param {string} message */
function headOf(message) {
  return message
    .split('\n')
    .slice(0, failureLinesMax)
    .map((line) => `    ${line}`)
}

/**
 * A run can fail without a failed test: a file that does not load, or no test found.
 * @param {TestCounts} counts
 * @param {number} exitCode
 */
function failedOf({ failed }, exitCode) {
  return exitCode !== 0 && failed === 0 ? 1 : failed
}

/**
 * Says in one line what did not run.
 * @param {string[]} skipped the file of each skipped test
 * @returns {number} how many failures that is
 */
function tellLeftOut(skipped) {
  if (skipped.length === 0) return 0
  const files = [...new Set(skipped)].sort()
  const isBrowserOnly = files.every((file) => /^test[\\/](browser|e2e)[\\/]/.test(file))
  const why =
    isBrowserOnly && findChromium() === ''
      ? '; no Chromium found (set SIGNAL_CHROMIUM to its path)'
      : ''
  const count = skipped.length === 1 ? '1 test' : `${skipped.length} tests`
  process.stdout.write(`Left out: ${count} in ${files.join(', ')}${why}\n`)
  return leavingOutFails ? 1 : 0
}
