// What a run of the tests left behind in Vitest's JSON report: counts for the last line, failures by name for a reader.

import { existsSync, readFileSync } from 'node:fs'
import { relative } from 'node:path'
import { root } from './bootstrap.mjs'

/** @typedef {{ passed: number, failed: number, skipped: string[] }} TestCounts */

/** Lines of a failure's message that tell what went wrong; a page's whole text may follow them. */
const failureLinesMax = 12

/**
 * @param {string} report
 * @returns {TestCounts}
 */
export function readCounts(report) {
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

/**
 * Each failed test by its name, and each file that did not load, with the head of its message.
 * @param {string} report
 */
export function failuresOf(report) {
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
