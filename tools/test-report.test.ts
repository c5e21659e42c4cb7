import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { root } from './bootstrap.mjs'
import { failuresOf, readCounts } from './test-report.mjs'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'signal-test-report-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function reportOf(testResults: object[]) {
  const file = join(folder, 'report.json')
  writeFileSync(file, JSON.stringify({ numPassedTests: 3, numFailedTests: 1, testResults }))
  return file
}

const ranFile = {
  name: join(root, 'hub/src/one.test.ts'),
  status: 'failed',
  message: '',
  assertionResults: [
    { status: 'passed', fullName: 'one works', failureMessages: [] },
    { status: 'failed', fullName: 'two works', failureMessages: ['Error: 1 is not 2\n    at x'] },
    { status: 'skipped', fullName: 'three works', failureMessages: [] },
  ],
}
const brokenFile = {
  name: join(root, 'hub/src/broken.test.ts'),
  status: 'failed',
  message: 'SyntaxError: unexpected end',
  assertionResults: [],
}

test('counts what passed and failed, and names the file of each skipped test', () => {
  expect(readCounts(reportOf([ranFile]))).toEqual({
    passed: 3,
    failed: 1,
    skipped: [join('hub', 'src', 'one.test.ts')],
  })
})

test('a failed test is named with its message, and so is a file that did not load', () => {
  expect(failuresOf(reportOf([ranFile, brokenFile])).split('\n')).toEqual([
    `  ${join('hub', 'src', 'one.test.ts')} > two works`,
    '    Error: 1 is not 2',
    '        at x',
    `  ${join('hub', 'src', 'broken.test.ts')}`,
    '    SyntaxError: unexpected end',
    '',
  ])
})

test('a run that wrote no report counts nothing and names nothing', () => {
  const missing = join(folder, 'missing.json')
  expect(readCounts(missing)).toEqual({ passed: 0, failed: 0, skipped: [] })
  expect(failuresOf(missing)).toBe('')
})
