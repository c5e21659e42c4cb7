import { dottedNameOf, isTest, nameOf, nodeIn } from './source-file.ts'
import type { Finding, Node, Rule, SourceFile } from './source-file.ts'

type Ban = { readonly names: readonly string[]; readonly instead: string }

/** What makes a run depend on the moment or the machine; every one is a rule of its own. */
const bans: readonly Ban[] = [
  {
    names: ['setTimeout', 'setInterval'],
    instead: 'wait with the clock you are given: clock.sleep(ms, signal)',
  },
  { names: ['Date.now', 'new Date()'], instead: 'ask the clock you are given: clock.now()' },
  { names: ['Math.random', 'randomUUID'], instead: 'draw from the random source you are given' },
  { names: ['fetch'], instead: 'send with the transport you are given' },
  {
    names: ['process.env'],
    instead: 'take the setting as a parameter: config/ reads the environment once',
  },
  { names: ['console'], instead: 'say it through telemetry/events.ts, or print from cli/' },
]

export const platformRules: readonly Rule[] = bans.map(({ names, instead }) => ({
  name: `${names.join(', ')}: only in platform, config and cli`,
  instead,
  find: (files) => files.filter(isBound).flatMap((file) => findNames(file, names)),
}))

function isBound({ path }: SourceFile): boolean {
  return /^(hub|simulator)\/src\//.test(path) && !/\/src\/(platform|config|cli)\//.test(path)
}

function findNames(file: SourceFile, names: readonly string[]): Finding[] {
  return file.nodes.flatMap(({ node, parent, field }) => {
    const name = ambientNameOf(node, parent, field)
    if (name === undefined || !names.includes(name)) return []
    // A test may call the real server it has started on loopback.
    if (name === 'fetch' && isTest(file)) return []
    return [{ file, start: node.start, what: `${name} is used` }]
  })
}

/** The name under which a node reaches for the world outside, however it is written. */
function ambientNameOf(node: Node, parent: Node | undefined, field: string): string | undefined {
  const dotted = dottedNameOf(node)
  if (dotted !== undefined)
    return dotted.replace(/^(globalThis|global|crypto|performance)\.(?!now)/, '')
  const callee = nameOf(nodeIn(node, 'callee'))
  const hasNoArguments = Array.isArray(node['arguments']) && node['arguments'].length === 0
  if (callee === 'Date' && (node.type === 'CallExpression' || hasNoArguments)) return 'new Date()'
  if (node.type === 'ImportSpecifier') return importedAmbientName(node, parent)
  return isReference(parent, field) ? nameOf(node) : undefined
}

function importedAmbientName(specifier: Node, declaration: Node | undefined): string | undefined {
  const name = nameOf(nodeIn(specifier, 'imported'))
  const source = declaration === undefined ? undefined : nodeIn(declaration, 'source')
  return name === 'env' && source?.['value'] === 'node:process' ? 'process.env' : name
}

/** Whether an identifier there stands for a value, and is not the name of a member or an import. */
function isReference(parent: Node | undefined, field: string): boolean {
  if (parent === undefined || parent.type === 'ImportSpecifier') return false
  const isNamePlace = field === 'property' || field === 'key'
  return !isNamePlace || parent['computed'] === true || parent['shorthand'] === true
}
