/**
 * Small corrections between Data Cloud's SQL and Postgres. Data Cloud's names are case-insensitive
 * also inside quotes; the lake keeps them in lower case.
 */

/** A string, a comment, a dollar-quoted text or a quoted name: the parts in which names may not be touched. */
const quotedPart = /'(?:[^']|'')*'|--[^\n]*|\/\*[\s\S]*?\*\/|(\$\w*\$)[\s\S]*?\1|"((?:[^"]|"")*)"/g

/** Puts quoted names that the lake knows into lower case; everything else stays as it is. */
export function withLakeNames(sql: string, canonicalNameOf: ReadonlyMap<string, string>): string {
  return sql.replaceAll(quotedPart, (part: string, _tag: unknown, name: unknown) =>
    typeof name === 'string' && canonicalNameOf.has(name.toLowerCase()) ? part.toLowerCase() : part,
  )
}

/** Only reading is possible through the Query API. */
export function isReadStatement(sql: string): boolean {
  return /^[\s(]*(?:select|with|values)\b/i.test(sql.replaceAll(/--[^\n]*|\/\*[\s\S]*?\*\//g, ' '))
}
