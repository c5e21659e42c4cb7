import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { documents } from '../hub/src/app.ts'
import { errorCodes } from '../hub/src/core/errors.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

describe('a document made of the code', () => {
  const made = Object.entries(documents())

  test('is made for configuration, both APIs and the schema to upload', () => {
    expect(made.map(([path]) => path)).toEqual(
      expect.arrayContaining([
        'docs/configuration.md',
        'openapi/admin.json',
        'openapi/collect.json',
        'hub/schema/salesforce-cdp-default.yaml',
      ]),
    )
  })

  test.each(made)('is committed as the code makes it: %s', (path, text) => {
    expect(adviceOnDocument(path, text)).toEqual([])
  })
})

describe('docs/errors.md', () => {
  const documented = documentedCodes(readOrNull('docs/errors.md') ?? '')

  test('has one row for each code that can happen, and no other', () => {
    expect(adviceOnCodes(documented, usedCodes())).toEqual([])
  })

  test('tells of every code what it means and what to do', () => {
    const rows = errorRows(readOrNull('docs/errors.md') ?? '')
    expect(rows.filter((cells) => cells.length !== 4 || cells.includes(''))).toEqual([])
  })
})

function adviceOnDocument(path: string, text: string): readonly string[] {
  const committed = readOrNull(path)
  if (committed === text) return []
  const lines = (committed ?? '').split('\n')
  const line = text.split('\n').findIndex((made, index) => made !== lines[index])
  const where =
    committed === null ? 'is absent' : `differs from ${line < 0 ? 'the end' : `line ${line + 1}`}`
  return [`${path} ${where}: run \`npm run generate\` and commit what it writes`]
}

function adviceOnCodes(documented: readonly string[], used: readonly string[]): readonly string[] {
  const rowsOf = (code: string) => documented.filter((one) => one === code).length
  return [
    ...used
      .filter((code) => rowsOf(code) !== 1)
      .map((code) => `docs/errors.md has ${rowsOf(code)} rows for ${code}: give it one`),
    ...documented
      .filter((code) => !used.includes(code))
      .map((code) => `docs/errors.md has a row for ${code}, which cannot happen: take it out`),
  ]
}

/** The codes that stand in the hub's sources, quoted or in a message; the list itself and tests do not count. */
function usedCodes(): readonly string[] {
  const folder = join(root, 'hub/src')
  const texts = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !/\.(test|contract|fixture)\.ts$/.test(path))
    .filter((path) => path !== join('core', 'errors.ts'))
    .map((path) => readFileSync(join(folder, path), 'utf8'))
  return errorCodes.filter((code) =>
    texts.some((text) => text.includes(`'${code}'`) || text.includes(`(${code})`)),
  )
}

function documentedCodes(text: string): readonly string[] {
  return errorRows(text).map(([code]) => code?.replaceAll('`', '') ?? '')
}

/** The cells of each row whose first one is a code. */
function errorRows(text: string): readonly (readonly string[])[] {
  return text
    .split('\n')
    .filter((line) => /^\| *`[a-z]+\.[a-z_]+`/.test(line))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    )
}

function readOrNull(path: string): string | null {
  const file = join(root, path)
  return existsSync(file) ? readFileSync(file, 'utf8') : null
}
