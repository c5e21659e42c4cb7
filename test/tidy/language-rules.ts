import { isNode, isTest, lineOf, nameOf, nodeIn } from './source-file.ts'
import type { Finding, Node, Rule, SourceFile } from './source-file.ts'

export const languageRules: readonly Rule[] = [
  ruleOn('no enums', {
    what: 'an enum',
    instead: "use a union of string literals: type State = 'open' | 'closed'",
    isBreach: (node) => node.type === 'TSEnumDeclaration',
  }),
  ruleOn('no namespaces', {
    what: 'a namespace',
    instead: 'a file is the namespace: export its parts by name',
    // `declare module 'package'` and `declare global` say something about code that is not ours.
    isBreach: (node) =>
      node.type === 'TSModuleDeclaration' &&
      node['kind'] !== 'global' &&
      nodeIn(node, 'id')?.type !== 'Literal',
  }),
  ruleOn('no parameter properties', {
    what: 'a parameter property',
    instead: 'declare the field and assign it, or use a function that closes over the value',
    isBreach: (node) => node.type === 'TSParameterProperty',
  }),
  ruleOn('no decorators', {
    what: 'a decorator',
    instead: 'call a function on the value instead',
    isBreach: (node) => node.type === 'Decorator',
  }),
  ruleOn('no default exports', {
    what: 'a default export',
    instead:
      'export by name; only the configuration file of a tool (*.config.ts) may have a default',
    isBreach: (node, file) => isDefaultExport(node) && !file.path.endsWith('.config.ts'),
  }),
  ruleOn('no any', {
    what: 'the type any',
    instead: 'use unknown and check it at the edge, or name the type',
    isBreach: (node) => node.type === 'TSAnyKeyword',
  }),
  ruleOn('no non-null assertions', {
    what: 'a non-null assertion (!)',
    instead: 'narrow it: if (value === undefined) …, ?? or a type in which it cannot be missing',
    isBreach: (node) => node.type === 'TSNonNullExpression' || node['definite'] === true,
  }),
  ruleOn('casts only in parsers and tests', {
    what: 'a cast (as)',
    instead:
      'use satisfies, or check the value; where a parser has just checked it, say so on that line: // parsed: <what was checked>',
    isBreach: (node, file) => isCast(node) && !isTest(file) && !hasReason(file, node),
  }),
  ruleOn('no barrels', {
    what: 'a re-export of everything',
    instead: 'import each thing from the file that defines it',
    isBreach: (node) =>
      node.type === 'ExportAllDeclaration' || (node.type === 'Program' && isBarrel(node)),
  }),
]

type Ban = {
  readonly what: string
  readonly instead: string
  readonly isBreach: (node: Node, file: SourceFile) => boolean
}

function ruleOn(name: string, { what, instead, isBreach }: Ban): Rule {
  const find = (files: readonly SourceFile[]): Finding[] =>
    files.flatMap((file) =>
      file.nodes
        .filter(({ node }) => isBreach(node, file))
        .map(({ node }) => ({ file, start: node.start, what })),
    )
  return { name, instead, find }
}

function isDefaultExport(node: Node): boolean {
  if (node.type === 'ExportDefaultDeclaration' || node.type === 'TSExportAssignment') return true
  return node.type === 'ExportSpecifier' && nameOf(nodeIn(node, 'exported')) === 'default'
}

function isCast(node: Node): boolean {
  if (node.type === 'TSTypeAssertion') return true
  if (node.type !== 'TSAsExpression') return false
  const type = nodeIn(node, 'typeAnnotation')
  const isConst = type?.type === 'TSTypeReference' && nameOf(nodeIn(type, 'typeName')) === 'const'
  return !isConst
}

/** A comment `// parsed: …` on the line of the cast's end, or on the line before the cast. */
function hasReason(file: SourceFile, node: Node): boolean {
  const lines = [lineOf(file, node.start) - 1, lineOf(file, node.start), lineOf(file, node.end)]
  return file.comments.some(
    (comment) =>
      /^\s*parsed: \S/.test(comment.value) && lines.includes(lineOf(file, comment.start)),
  )
}

function isBarrel(program: Node): boolean {
  const body = program['body']
  if (!Array.isArray(body) || body.length === 0) return false
  return body.every(
    (statement) =>
      isNode(statement) &&
      statement.type === 'ExportNamedDeclaration' &&
      nodeIn(statement, 'source') !== undefined,
  )
}
