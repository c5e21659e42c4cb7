import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { Config } from '../config/config.ts'
import { FaultKind, FaultTarget } from '../control/planned-faults.ts'
import { Switches, switchesAtStart } from '../control/switches.ts'
import { sentinelNames } from '../ingest/sentinels.ts'
import { ConnectedApp } from '../org/connected-app.ts'
import { openingMsMax, openPracticeClient } from './practice-client.ts'

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')
/** The first cells of the rows of all tables. */
const firstCells = readme
  .split('\n')
  .filter((line) => line.startsWith('| '))
  .map((line) => line.split(' | ')[0] ?? '')
const isInFirstCell = (name: string) => firstCells.some((cell) => cell.includes(`\`${name}\``))
const missingOf = (names: readonly string[]) => names.filter((name) => !isInFirstCell(name))

test.each<[string, readonly string[]]>([
  ['switch', Object.keys(Switches.properties)],
  ['member of the app', Object.keys(ConnectedApp.properties)],
  ['name of an object that misbehaves', sentinelNames],
  ['kind of fault', FaultKind.anyOf.map((kind) => kind.const)],
  [
    'setting',
    Object.keys(Config.properties).map((key) =>
      key.replaceAll(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase(),
    ),
  ],
])('README has a row for each %s', (_what, names) => {
  expect(names.length).toBeGreaterThan(5)
  expect(missingOf(names)).toEqual([])
})

test('README names each target of a fault', () => {
  expect(FaultTarget.anyOf.filter((target) => !readme.includes(`\`${target.const}\``))).toEqual([])
})

test('README gives each switch the value it begins with', () => {
  const wrong = Object.entries(switchesAtStart).filter(
    ([name, value]) => !readme.includes(`| \`${name}\` | \`${String(value)}\` |`),
  )
  expect(wrong).toEqual([])
})

test(
  'README has a row for each route of the control API',
  async () => {
    await using client = await openPracticeClient({}, { isLakeNeeded: false })
    const { json } = await client.control('GET', 'openapi.json')
    const paths = json['paths'] as Readonly<Record<string, object>>
    const routes = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map(
        (method) => `${method.toUpperCase()} ${path.replace('/practice-org/', '')}`,
      ),
    )
    expect(routes.length).toBeGreaterThan(14)
    expect(missingOf(routes)).toEqual([])
  },
  openingMsMax,
)
