/** Sources that break a rule on purpose: a rule that finds nothing here would find nothing in the tree either. */
type Planted = {
  readonly rule: string
  /** What the breach is, to tell apart those of one rule. */
  readonly how: string
  readonly files: Readonly<Record<string, string>>
}

const platformNames = {
  wait: 'setTimeout, setInterval: only in platform, config and cli',
  now: 'Date.now, new Date(): only in platform, config and cli',
  chance: 'Math.random, randomUUID: only in platform, config and cli',
  fetch: 'fetch: only in platform, config and cli',
  environment: 'process.env: only in platform, config and cli',
  console: 'console: only in platform, config and cli',
}

export const plantedBreaches: readonly Planted[] = [
  plant('workspaces are independent', 'by path', {
    'hub/src/core/a.ts': "import { b } from '../../../simulator/src/b.ts'",
  }),
  plant('workspaces are independent', 'by name', {
    'console/src/a.ts': "import type { B } from '@signal/hub'",
  }),
  plant('workspaces are independent', 'from the tests of one', {
    'hub/test/integration/a.test.ts': "import { b } from '../../../simulator/src/b.ts'",
  }),
  plant('imports within hub/src follow the table', 'a value', {
    'hub/src/core/a.ts': "import { b } from '../store/b.ts'",
  }),
  plant('imports within hub/src follow the table', 'a type', {
    'hub/src/delivery/a.ts': "import type { B } from '../datacloud/b.ts'",
  }),
  plant('imports within hub/src follow the table', 'a type written in place', {
    'hub/src/mapping/a.ts': "export type A = import('../telemetry/b.ts').B",
  }),
  plant('imports within hub/src follow the table', 'a re-export', {
    'hub/src/admin/a.ts': "export const a = 1\nexport { b } from '../collect/b.ts'",
  }),
  plant('imports within hub/src follow the table', 'an import at run time', {
    'hub/src/collect/a.ts': "export const load = () => import('../mapping/b.ts')",
  }),
  plant('imports within hub/src follow the table', "another module's worker", {
    'hub/src/live/a.ts': "export const a = new URL('../journal/worker.ts', import.meta.url)",
  }),
  plant('imports within hub/src follow the table', 'the place where all is joined', {
    'hub/src/admin/a.ts': "import { createApp } from '../app.ts'",
  }),
  plant('implementations are chosen by app.ts', 'from another module', {
    'hub/src/collect/a.ts': "import { openJournal } from '../journal/sqlite/journal.ts'",
  }),
  plant('implementations are chosen by app.ts', 'from its own module', {
    'hub/src/journal/journal.ts': "import type { Row } from './sqlite/row.ts'",
  }),
  plant('every folder of hub/src is in the table', 'an unknown folder', {
    'hub/src/misc/a.ts': 'export const a = 1',
  }),
  plant('no import cycles, types included', 'between two files', {
    'hub/src/core/a.ts': "import { b } from './b.ts'",
    'hub/src/core/b.ts': "import type { A } from './a.ts'",
  }),
  plant('no import cycles, types included', 'of three, without endings', {
    'console/src/a.tsx': "import { b } from './b'",
    'console/src/b.ts': "import { c } from './c'",
    'console/src/c.ts': "import type { A } from './a'",
  }),
  plant('no enums', 'an enum', source('export enum A { one }')),
  plant('no enums', 'a constant enum', source('export const enum A { one }')),
  plant('no namespaces', 'a namespace', source('export namespace a { export const b = 1 }')),
  plant('no parameter properties', 'one', source('class A { constructor(private b: number) {} }')),
  plant('no decorators', 'on a class', source('@b class A {}')),
  plant('no default exports', 'a value', source('export default 1')),
  plant('no default exports', 'by renaming', source('const a = 1\nexport { a as default }')),
  plant('no any', 'a parameter', source('export function a(b: any) {}')),
  plant('no any', 'deep in a type', source('export type A = Record<string, Promise<any>>')),
  plant('no non-null assertions', 'on a value', source('export const a = b!.c')),
  plant('no non-null assertions', 'on a field', source('class A { b!: number }')),
  plant('casts only in parsers and tests', 'as', source('export const a = b as string')),
  plant('casts only in parsers and tests', 'brackets', source('export const a = <string>b')),
  plant('no barrels', 'everything', source("export const a = 1\nexport * from './b.ts'")),
  plant('no barrels', 'by name', source("export { b } from './b.ts'")),
  ...['index.ts', 'utils.ts', 'helpers/a.ts', 'common.tsx', 'types.ts', 'utils.test.ts'].map(
    (path) =>
      plant('a file is named after what is in it', path, {
        [`console/src/${path}`]: 'export const a = 1',
      }),
  ),
  ...[
    [platformNames.wait, 'setTimeout(b, 1)'],
    [platformNames.wait, 'globalThis.setInterval(b, 1)'],
    [platformNames.wait, 'b(setTimeout)'],
    [platformNames.wait, "import { setTimeout as wait } from 'node:timers/promises'"],
    [platformNames.now, 'export const a = Date.now()'],
    [platformNames.now, 'export const a = new Date()'],
    [platformNames.now, 'export const a = Date()'],
    [platformNames.chance, 'export const a = Math.random()'],
    [platformNames.chance, "import { randomUUID } from 'node:crypto'"],
    [platformNames.chance, 'export const a = crypto.randomUUID()'],
    [platformNames.fetch, "export const a = await fetch('b')"],
    [platformNames.fetch, "import { fetch } from 'undici'"],
    [platformNames.environment, 'export const a = process.env.B'],
    [platformNames.environment, "import { env } from 'node:process'"],
    [platformNames.console, "console.error('b')"],
  ].flatMap(([rule = '', text = '']) =>
    ['hub/src/collect/a.ts', 'simulator/src/a.ts'].map((path) =>
      plant(rule, `${text} in ${path}`, { [path]: text }),
    ),
  ),
  plant('tests mock no modules', 'a module', test("vi.mock('./b.ts')")),
  plant('tests mock no modules', 'a global', test("vi.stubGlobal('fetch', b)")),
  plant('tests fake no global timers', 'timers', test('vi.useFakeTimers()')),
  plant('tests do not sleep', 'a timer', test('await new Promise((done) => setTimeout(done, 9))')),
  plant(
    'tests do not sleep',
    'a promise',
    test("import { setTimeout as a } from 'timers/promises'"),
  ),
  plant('tests do not sleep', 'in a page', test('await page.waitForTimeout(9)')),
  plant('tests do not intercept the network', 'in a page', test("await page.route('**', b)")),
  plant('tests do not intercept the network', 'an agent', test('const a = new MockAgent()')),
  plant('tests do not intercept the network', 'a library', test("import { http } from 'msw'")),
  plant('a TODO has an issue', 'in a line', source('// TODO: later')),
  plant('a TODO has an issue', 'in a block', source('/* first\n * FIXME this */')),
  plant(
    'a disabled check has a reason',
    'a rule',
    source('// oxlint-disable-next-line no-console'),
  ),
  plant('a disabled check has a reason', 'the compiler', source('// @ts-ignore because')),
  plant('a disabled check has a reason', 'an expected error', source('// @ts-expect-error')),
]

/** What looks like a breach and is none: a rule that complains here is in the way of good code. */
export const fineSources: Readonly<Record<string, string>> = {
  'hub/src/app.ts': "import { openJournal } from './journal/sqlite/journal.ts'",
  'hub/src/main.ts': "import { runCli } from './cli/cli.ts'",
  'hub/src/cli/cli.ts': "import { createApp } from '../app.ts'\nconsole.log(process.env.A)",
  'hub/src/journal/sqlite/journal.ts':
    "import type { Journal } from '../journal.ts'\nexport const worker = new URL('./worker.ts', import.meta.url)",
  'hub/src/journal/sqlite/worker.ts': "import type { Row } from './row.ts'",
  'hub/src/journal/sqlite.test.ts': "import { openJournal } from './sqlite/journal.ts'",
  'hub/src/admin/routes.ts': "import { events } from '../telemetry/events.ts'",
  'hub/src/platform/clock.ts': 'export const a = () => setTimeout(() => Date.now(), 1)',
  'hub/src/core/time.ts':
    'export const a = new Date(0)\nexport const b = clock.setTimeout(1)\nexport type C = { fetch: string; console: 1 }',
  'hub/src/core/parsed.ts':
    'export const a = b as string // parsed: checked above\nexport const c = [1] as const\n// TODO #12: say more\n',
  'hub/src/core/a.test.ts': "const a = b as string\nawait fetch('http://127.0.0.1')",
  'hub/src/core/augmented.ts':
    "declare module 'fastify' { interface A { b: 1 } }\nexport const a = 1",
  'hub/src/core/renamed.ts': "export const a = 1\nexport { b } from './time.ts'",
  'hub/src/core/reasoned.ts':
    '// oxlint-disable-next-line no-console -- the only way to tell\nexport const a = 1',
  'test/simulation/world.ts':
    "import { a } from '../../hub/src/app.ts'\nimport { b } from '../../simulator/src/org.ts'",
  'console/vite.config.ts': 'export default { a: 1 }',
  'console/src/page.tsx': "export const Page = () => <a href='b'>{process.env.A}</a>",
}

function plant(rule: string, how: string, files: Planted['files']): Planted {
  return { rule, how, files }
}

function source(text: string): Planted['files'] {
  return { 'hub/src/core/a.ts': text }
}

function test(text: string): Planted['files'] {
  return { 'test/browser/a.test.ts': text }
}
