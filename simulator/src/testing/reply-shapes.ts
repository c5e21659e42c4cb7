/**
 * The register of reply shapes: the table in section "Reply shapes" of docs/specs/simulator-differences.md, read as it
 * stands. A reply that no row allows is a behaviour nobody wrote down.
 */
import type { GivenReply } from '../http/reply-watch.ts'
import { readShape, shapeProblemsOf, shapeTextOf, type Shape } from './member-shape.ts'

/** One row: what a reply to such requests may look like. */
export type ReplyRow = {
  /** Methods in capitals; empty for any. */
  readonly methods: readonly string[]
  /** `:name` stands for one part of the path, `*` at the end for any rest. */
  readonly path: RegExp
  readonly statuses: (status: number) => boolean
  /** Empty for a reply without a body. */
  readonly mediaType: string
  readonly body: BodyShape
  /** As the document has it, for messages. */
  readonly text: string
}

type BodyShape =
  | { readonly kind: 'none' }
  | { readonly kind: 'opaque' }
  | { readonly kind: 'json'; readonly shape: Shape }

const sectionTitle = 'Reply shapes'
const columnCount = 5

/** @throws Error naming the row that cannot be read */
export function readReplyRows(markdown: string): readonly ReplyRow[] {
  const section = markdown
    .split(/^## /m)
    .find((part) => part.replace(/^[\d. ]+/, '').startsWith(sectionTitle))
  if (section === undefined) throw new Error(`the document has no section "${sectionTitle}"`)
  return section
    .split('\n')
    .filter((line) => /^\| *`/.test(line))
    .map(rowOf)
}

function rowOf(line: string): ReplyRow {
  const cells = line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim().replaceAll('`', ''))
  const [target = '', status = '', mediaType = '', members = '', source = ''] = cells
  if (cells.length !== columnCount || source === '') {
    throw new Error(`a row of "${sectionTitle}" has five cells, the last one its source: ${line}`)
  }
  const [, methods = '', path] = /^(\*|[A-Z]+(?:, ?[A-Z]+)*) +(\/\S*)$/.exec(target) ?? []
  if (path === undefined) throw new Error(`the first cell is "METHOD /path": ${line}`)
  try {
    return {
      methods: methods === '*' ? [] : methods.split(/, ?/),
      path: pathPatternOf(path),
      statuses: statusesOf(status),
      mediaType: mediaType === 'none' ? '' : mediaType,
      body: bodyShapeOf(members),
      text: line.trim(),
    }
  } catch (cause) {
    throw new Error(`${line}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
  }
}

function pathPatternOf(path: string): RegExp {
  const parts = path.split('/').map((part) => {
    if (part === '*') return '.*'
    if (part.startsWith(':')) return '[^/]+'
    return part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
  })
  return new RegExp(`^${parts.join('/')}/?$`)
}

/** `200`, `200, 202` or `500-599`. */
function statusesOf(text: string): (status: number) => boolean {
  const ranges = text.split(/, ?/).map((part) => {
    const [, from, to = from] = /^(\d{3})(?:-(\d{3}))?$/.exec(part) ?? []
    if (from === undefined) throw new Error(`"${part}" is no status`)
    return { from: Number(from), to: Number(to) }
  })
  return (status) => ranges.some(({ from, to }) => status >= from && status <= to)
}

function bodyShapeOf(members: string): BodyShape {
  if (members === 'none') return { kind: 'none' }
  if (members === 'text') return { kind: 'opaque' }
  return { kind: 'json', shape: readShape(members) }
}

/** Nothing when a row allows the reply; otherwise why not, and the row to write. */
export function replyProblemOf(rows: readonly ReplyRow[], given: GivenReply): string | undefined {
  const near = rows.filter(
    (row) =>
      (row.methods.length === 0 || row.methods.includes(given.method)) &&
      row.path.test(given.path) &&
      row.statuses(given.status) &&
      row.mediaType === given.mediaType,
  )
  const whyNot: string[] = []
  for (const row of near) {
    const problems = bodyProblemsOf(row.body, given.body)
    if (problems.length === 0) return undefined
    whyNot.push(`  ${row.text}\n    but ${problems.join('; ')}`)
  }
  return [
    `${given.method} ${given.path} was answered in a shape without a row in docs/specs/simulator-differences.md, "${sectionTitle}".`,
    ...(whyNot.length === 0 ? [] : ['Rows that come near:', ...whyNot]),
    `If the reply is right, write:\n  ${newRowOf(given)}`,
  ].join('\n')
}

function bodyProblemsOf(shape: BodyShape, body: string | undefined): readonly string[] {
  switch (shape.kind) {
    case 'opaque':
      return []
    case 'none':
      return body === '' ? [] : ['there is a body']
    case 'json': {
      const json = jsonOf(body)
      return json === undefined ? ['the body is no JSON'] : shapeProblemsOf(shape.shape, json.value)
    }
  }
}

function newRowOf({ method, path, status, mediaType, body }: GivenReply): string {
  const json = jsonOf(body)
  const members = body === '' ? 'none' : json === undefined ? 'text' : shapeTextOf(json.value)
  return `| \`${method} ${path}\` | ${status} | ${mediaType || 'none'} | \`${members}\` | (its source key, or assumed, or our own) |`
}

function jsonOf(body: string | undefined): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(body ?? '') }
  } catch {
    return undefined
  }
}
