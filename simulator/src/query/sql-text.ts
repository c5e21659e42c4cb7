/**
 * Small corrections between Data Cloud's SQL and Postgres. Data Cloud's names are case-insensitive also inside quotes;
 * the lake keeps them in lower case. A statement is first cut into parts, so that nothing is changed inside a text or a
 * comment.
 */

export type SqlPart = {
  /** `name` is a quoted name, quotes included. */
  readonly kind: 'code' | 'text' | 'comment' | 'name'
  readonly text: string
}

/** What can begin a part that is no code; a dollar quote never begins inside a word. */
const opening = /--|\/\*|(?<![\w$])\$(?:[A-Za-z_]\w*)?\$|(?<![\w$])[eE]'|(?<![\w$])[uU]&"|'|"/g

/** The parts of a statement, in order and complete; an unfinished one reaches to the end. */
export function sqlPartsOf(sql: string): readonly SqlPart[] {
  const parts: SqlPart[] = []
  let place = 0
  const push = (kind: SqlPart['kind'], end: number) => {
    if (end > place) parts.push({ kind, text: sql.slice(place, end) })
    place = Math.max(place, end)
  }
  for (;;) {
    opening.lastIndex = place
    const match = opening.exec(sql)
    if (match === null) break
    push('code', match.index)
    const [begin] = match
    push(kindOf(begin), endOf(sql, match.index, begin))
  }
  push('code', sql.length)
  return parts
}

function kindOf(begin: string): SqlPart['kind'] {
  if (begin === '--' || begin === '/*') return 'comment'
  return begin.endsWith('"') ? 'name' : 'text'
}

function endOf(sql: string, start: number, begin: string): number {
  const after = start + begin.length
  if (begin === '--') return indexAfter(sql, /\n|$/g, after)
  if (begin === '/*') return endOfComment(sql, after)
  if (begin.startsWith('$')) {
    const end = sql.indexOf(begin, after)
    return end === -1 ? sql.length : end + begin.length
  }
  if (begin.endsWith('"')) return indexAfter(sql, /[^"]*(?:""[^"]*)*(?:"|$)/y, after)
  if (begin.length === 2)
    return indexAfter(sql, /[^'\\]*(?:(?:''|\\[\s\S])[^'\\]*)*(?:'|$)/y, after)
  return indexAfter(sql, /[^']*(?:''[^']*)*(?:'|$)/y, after)
}

function indexAfter(sql: string, pattern: RegExp, from: number): number {
  pattern.lastIndex = from
  return pattern.exec(sql) === null ? sql.length : pattern.lastIndex
}

/** Postgres's comments nest. */
function endOfComment(sql: string, from: number): number {
  const mark = /\/\*|\*\//g
  mark.lastIndex = from
  for (let depth = 1; depth > 0;) {
    const match = mark.exec(sql)
    if (match === null) return sql.length
    depth += match[0] === '/*' ? 1 : -1
  }
  return mark.lastIndex
}

/** Puts quoted names that the lake knows into lower case; everything else stays as it is. */
export function withLakeNames(sql: string, canonicalNameOf: ReadonlyMap<string, string>): string {
  const textOf = ({ kind, text }: SqlPart) =>
    kind === 'name' && canonicalNameOf.has(text.slice(1, -1).toLowerCase())
      ? text.toLowerCase()
      : text
  return sqlPartsOf(sql).map(textOf).join('')
}

/** Only reading is possible through the Query API. */
export function isReadStatement(sql: string): boolean {
  return /^[\s(]*(?:select|with|values)\b/i.test(withoutComments(sql))
}

/** Without what ends a statement, so that it can stand inside another one. */
export function withoutEnd(sql: string): string {
  return withoutComments(sql).replace(/[\s;]+$/, '')
}

function withoutComments(sql: string): string {
  return sqlPartsOf(sql)
    .map(({ kind, text }) => (kind === 'comment' ? ' ' : text))
    .join('')
}
