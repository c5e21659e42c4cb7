import { parseSync } from 'oxc-parser'

/** One TypeScript file of the tree, parsed: what every rule looks at. */
export type SourceFile = {
  /** From the repository's root, with forward slashes: `hub/src/core/errors.ts`. */
  readonly path: string
  readonly text: string
  readonly program: Node
  /** Every node of the program, parents before children. */
  readonly nodes: readonly PlacedNode[]
  readonly comments: readonly Comment[]
  readonly imports: readonly ImportOfFile[]
}

/** A node of the syntax tree, as far as the rules need to know it. */
export type Node = {
  readonly type: string
  readonly start: number
  readonly end: number
  readonly [field: string]: unknown
}

/** A node and the field of its parent that it stands in. */
export type PlacedNode = {
  readonly node: Node
  readonly parent: Node | undefined
  readonly field: string
}

export type Comment = { readonly value: string; readonly start: number; readonly end: number }

export type ImportOfFile = {
  /** As written: `../core/errors.ts`, `node:fs`, `fastify`. */
  readonly specifier: string
  /** `module` for every import and re-export, types included; `url` for `new URL('./x.ts', import.meta.url)`, which starts a worker. */
  readonly kind: 'module' | 'url'
  readonly start: number
}

/** What a rule found: the offset in the file and what stands there, as the start of a sentence. */
export type Finding = { readonly file: SourceFile; readonly start: number; readonly what: string }

/** One promise of the house style, and how to find out that it is broken. */
export type Rule = {
  readonly name: string
  /** What to do instead: the second half of the message. */
  readonly instead: string
  readonly find: (files: readonly SourceFile[]) => readonly Finding[]
}

export function parseSource(path: string, text: string): SourceFile {
  const parsed = parseSync(path, text, { astType: 'ts', sourceType: 'module' })
  const error = parsed.errors[0]
  if (error !== undefined) throw new Error(`${path} does not parse: ${error.message}`)
  const program = parsed.program as unknown as Node
  const nodes = collectNodes({ node: program, parent: undefined, field: '' }, [])
  return { path, text, program, nodes, comments: parsed.comments, imports: importsOf(nodes) }
}

function collectNodes(placed: PlacedNode, found: PlacedNode[]): PlacedNode[] {
  found.push(placed)
  for (const [field, value] of Object.entries(placed.node)) {
    for (const child of Array.isArray(value) ? value : [value]) {
      if (isNode(child)) collectNodes({ node: child, parent: placed.node, field }, found)
    }
  }
  return found
}

export function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && 'start' in value
}

/** The node in that field, when there is one. */
export function nodeIn(node: Node, field: string): Node | undefined {
  const value = node[field]
  return isNode(value) ? value : undefined
}

/** The name of an identifier, or `undefined` for any other node. */
export function nameOf(node: Node | undefined): string | undefined {
  return node?.type === 'Identifier' && typeof node['name'] === 'string' ? node['name'] : undefined
}

/** The text of a string literal, or `undefined` for any other node. */
export function stringOf(node: Node | undefined): string | undefined {
  return node?.type === 'Literal' && typeof node['value'] === 'string' ? node['value'] : undefined
}

/** `console.log` for a member written by name on a plain identifier. */
export function dottedNameOf(node: Node): string | undefined {
  if (node.type !== 'MemberExpression' || node['computed'] === true) return undefined
  const object = nameOf(nodeIn(node, 'object'))
  const property = nameOf(nodeIn(node, 'property'))
  return object === undefined || property === undefined ? undefined : `${object}.${property}`
}

export function lineOf(file: SourceFile, start: number): number {
  return file.text.slice(0, start).split('\n').length
}

export function isTest({ path }: SourceFile): boolean {
  const isNamedSo = /\.(test|contract|fixture)\.tsx?$/.test(path)
  return (
    isNamedSo ||
    /\/fake-[^/]+$/.test(path) ||
    /^(test|hub\/test)\//.test(path) ||
    path.includes('/testing/')
  )
}

function importsOf(nodes: readonly PlacedNode[]): ImportOfFile[] {
  return nodes.flatMap(({ node }): ImportOfFile[] => {
    const specifier = specifierOf(node)
    if (specifier !== undefined) return [{ specifier, kind: 'module', start: node.start }]
    const url = workerUrlOf(node)
    return url === undefined ? [] : [{ specifier: url, kind: 'url', start: node.start }]
  })
}

function specifierOf(node: Node): string | undefined {
  switch (node.type) {
    case 'ImportDeclaration':
    case 'ExportNamedDeclaration':
    case 'ExportAllDeclaration':
    case 'ImportExpression':
    case 'TSImportType':
      return stringOf(nodeIn(node, 'source') ?? nodeIn(node, 'argument'))
    default:
      return undefined
  }
}

function workerUrlOf(node: Node): string | undefined {
  if (node.type !== 'NewExpression' || nameOf(nodeIn(node, 'callee')) !== 'URL') return undefined
  const args = node['arguments']
  const first: unknown = Array.isArray(args) ? args[0] : undefined
  const url = isNode(first) ? stringOf(first) : undefined
  return url !== undefined && /^\.{1,2}\/.*\.tsx?$/.test(url) ? url : undefined
}
