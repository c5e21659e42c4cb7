// `npm test`: every check and every test that can run here. `npm test -- <path>`: only the tests at that path.
// A passing step is one line, a failing one shows all it said. The very last line counts: `N passed, N failed`.

import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { HostProblem, pinnedNode, prepare, prepareTests, root } from './bootstrap.mjs'
import { findChromium } from './chromium.mjs'
import { failuresOf, readCounts } from './test-report.mjs'

/** @typedef {import('./test-report.mjs').TestCounts} TestCounts */

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
  /** @type {string[]} */
  const failures = []
  for (const { name, args } of checks()) {
    if ((await runStep(name, args)).ok) continue
    failedSteps += 1
    failures.push(`  ${name}\n`)
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
    const { ok, exitCode } = await runStep(name, vitestArgs(['run', ...wanted], report))
    if (!ok) failures.push(failuresOf(report) || `  ${name}\n`)
    const counts = readCounts(report)
    total.passed += counts.passed
    total.failed += failedOf(counts, exitCode)
    total.skipped.push(...counts.skipped)
  }
  // Last, and so still there when only the end of a log is kept.
  if (failures.length > 0) process.stdout.write(`\nFailed:\n${failures.join('')}\n`)
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
 */
async function runStep(name, args) {
  const startedMs = performance.now()
  /** @type {Buffer[]} */
  const said = []
  const exitCode = await runNode(args, { inherit: false, said })
  const ok = exitCode === 0
  const seconds = ((performance.now() - startedMs) / 1_000).toFixed(1)
  process.stdout.write(`${ok ? 'ok    ' : 'FAILED'} ${seconds.padStart(6)} s  ${name}\n`)
  if (!ok) process.stdout.write(`${Buffer.concat(said).toString('utf8').trimEnd()}\n`)
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
