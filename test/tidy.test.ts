import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { fineSources, plantedBreaches } from './tidy/planted-breaches.ts'
import { breachesOf, rules } from './tidy/rules.ts'
import { parseSource } from './tidy/source-file.ts'
import { readTree } from './tidy/tree.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

/** Every program has sources; were one of them not seen, the checks would pass by seeing nothing. */
const foldersSeen = [
  ...['hub/src', 'simulator/src', 'simulator/screens/src'],
  ...['console/src', 'collector-js/src', 'test'],
]

describe('the tree', () => {
  const files = readTree(root)

  test.each(foldersSeen)('is read in %s', (folder) => {
    expect(files.filter(({ path }) => path.startsWith(`${folder}/`))).not.toEqual([])
  })

  test('keeps to the house style', () => {
    expect(breachesOf(files)).toEqual([])
  })
})

describe('the checks themselves', () => {
  test.each(plantedBreaches)('see a breach of "$rule": $how', ({ rule, files }) => {
    const found = breachesOf(parseAll(files))
    expect(found).toContainEqual(expect.stringContaining(`[${rule}]. Instead: `))
  })

  test('have a planted breach for every rule', () => {
    const planted = new Set(plantedBreaches.map(({ rule }) => rule))
    expect(rules.map(({ name }) => name).filter((name) => !planted.has(name))).toEqual([])
  })

  test('leave good code alone', () => {
    expect(breachesOf(parseAll(fineSources))).toEqual([])
  })

  test('refuse a file that does not parse', () => {
    expect(() => parseSource('hub/src/core/a.ts', 'const = ')).toThrow('does not parse')
  })
})

function parseAll(files: Readonly<Record<string, string>>) {
  return Object.entries(files).map(([path, text]) => parseSource(path, text))
}
