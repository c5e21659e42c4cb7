import { posix } from 'node:path'
import type { Finding, ImportOfFile, Rule, SourceFile } from './source-file.ts'

const workspaces = ['hub', 'console', 'simulator', 'collector-js']
const programsOfAll = ['test', 'bench']

/** Who may import whom inside `hub/src`: the table of the house style. A module may always import itself. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  core: [],
  config: ['core'],
  catalog: ['core'],
  governance: ['core'],
  mapping: ['core'],
  platform: ['core'],
  telemetry: ['core', 'platform'],
  store: ['core', 'platform', 'telemetry'],
  datacloud: ['core', 'platform', 'telemetry'],
  live: ['core', 'platform', 'telemetry'],
  journal: ['core', 'platform', 'telemetry', 'store'],
  collect: ['core', 'platform', 'telemetry', 'journal', 'store'],
  delivery: ['core', 'platform', 'telemetry', 'journal', 'store', 'governance', 'mapping', 'live'],
  admin: [
    ...['core', 'config', 'catalog', 'governance', 'mapping', 'platform', 'telemetry'],
    ...['store', 'live', 'journal'],
  ],
  cli: ['app.ts', 'config', 'core'],
  'main.ts': ['cli', 'config', 'core'],
}

/** Only `app.ts` chooses between these, and only their own module's tests reach into them. */
const implementations = [
  'hub/src/store/sqlite',
  'hub/src/store/postgres',
  'hub/src/journal/sqlite',
  'hub/src/journal/kafka',
]

export const importRules: readonly Rule[] = [
  {
    name: 'workspaces are independent',
    instead:
      'workspaces share HTTP and documents only: repeat the few lines, or put the test under test/',
    find: (files) => findImports(files, isForeignWorkspace, 'another workspace is imported'),
  },
  {
    name: 'imports within hub/src follow the table',
    instead:
      'declare the type you need where you need it and let app.ts pass the part in, or move shared words to core/',
    find: (files) => findImports(files, isAgainstTable, 'the table of modules does not allow'),
  },
  {
    name: 'implementations are chosen by app.ts',
    instead:
      "import the module's contract (store/store.ts, journal/journal.ts); app.ts passes the implementation in",
    find: (files) =>
      findImports(files, isImplementationReached, 'an implementation is imported directly'),
  },
  {
    name: 'every folder of hub/src is in the table',
    instead:
      'put the file into a module of the table, or decide its row in test/tidy/import-rules.ts',
    find: (files) =>
      files.flatMap((file) => {
        const module = hubModuleOf(file.path)
        const isKnown = module === undefined || module === 'app.ts' || module in mayImport
        return isKnown ? [] : [{ file, start: 0, what: `hub/src/${module} is not in the table` }]
      }),
  },
]

/** The path that a relative import names, from the repository's root; `undefined` for a package. */
export function targetOf(file: SourceFile, { specifier }: ImportOfFile): string | undefined {
  if (!specifier.startsWith('.')) return undefined
  return posix.join(posix.dirname(file.path), specifier)
}

function findImports(
  files: readonly SourceFile[],
  isBreach: (file: SourceFile, imported: ImportOfFile) => boolean,
  what: string,
): Finding[] {
  return files.flatMap((file) =>
    file.imports
      .filter((imported) => isBreach(file, imported))
      .map((imported) => ({ file, start: imported.start, what: `${what}: ${imported.specifier}` })),
  )
}

function isForeignWorkspace(file: SourceFile, imported: ImportOfFile): boolean {
  const own = folderOf(file.path)
  if (!workspaces.includes(own)) return false
  const target = targetOf(file, imported)
  if (target === undefined) {
    return workspaces.some((name) => new RegExp(`^@signal/${name}(/|$)`).test(imported.specifier))
  }
  const foreign = folderOf(target)
  return foreign !== own && [...workspaces, ...programsOfAll].includes(foreign)
}

function isAgainstTable(file: SourceFile, imported: ImportOfFile): boolean {
  const from = hubModuleOf(file.path)
  const target = targetOf(file, imported)
  const to = target === undefined ? undefined : hubModuleOf(target)
  if (from === undefined || to === undefined || from === to || from === 'app.ts') return false
  return !(mayImport[from] ?? []).includes(to)
}

function isImplementationReached(file: SourceFile, imported: ImportOfFile): boolean {
  const target = targetOf(file, imported)
  const folder = implementations.find((path) => target?.startsWith(`${path}/`) === true)
  if (folder === undefined) return false
  const isInside = file.path.startsWith(`${folder}/`)
  const isOwnTest =
    file.path.startsWith(`${posix.dirname(folder)}/`) && file.path.endsWith('.test.ts')
  const isMeasuredOrKilled = /^(bench|hub\/test)\//.test(file.path)
  return !isInside && !isOwnTest && !isMeasuredOrKilled && file.path !== 'hub/src/app.ts'
}

/** `collect` for `hub/src/collect/…`, `app.ts` for `hub/src/app.ts`. */
function hubModuleOf(path: string): string | undefined {
  return /^hub\/src\/([^/]+)/.exec(path)?.[1]
}

function folderOf(path: string): string {
  return path.split('/')[0] ?? ''
}
