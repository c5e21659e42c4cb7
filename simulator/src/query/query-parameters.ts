/** Parameters of a statement: placeholders of Data Cloud's three styles become Postgres's, with their types {QV3,CONN}. */
import { sqlPartsOf } from './sql-text.ts'

export type ParameterStyle = 'QUESTION_MARK' | 'NAMED' | 'DOLLARED'

export type GivenParameter = {
  /** Only in the style `NAMED`. */
  readonly name?: string
  /** A type's name in any case; without one Postgres finds out. */
  readonly type?: string
  readonly value?: string | number | boolean | null
}

export type Binding =
  | {
      readonly kind: 'bound'
      readonly sql: string
      readonly parameters: readonly (string | null)[]
    }
  | { readonly kind: 'refused'; readonly message: string }

/** Parameters of one statement (our own). */
const parametersMax = 1_000

const sqlTypeOfName = new Map([
  ['bigint', 'bigint'],
  ['bool', 'boolean'],
  ['boolean', 'boolean'],
  ['char', 'text'],
  ['date', 'date'],
  ['decimal', 'numeric'],
  ['double', 'double precision'],
  ['float', 'real'],
  ['integer', 'integer'],
  ['numeric', 'numeric'],
  ['oid', 'oid'],
  ['smallint', 'smallint'],
  ['text', 'text'],
  ['time', 'time'],
  ['timestamp', 'timestamp'],
  ['timestamptz', 'timestamptz'],
  ['unspecified', ''],
  ['varchar', 'text'],
])

/** A colon of a cast (`::`) begins no name; neither does one inside a word or an array slice. */
const placeholderOf = {
  QUESTION_MARK: /\?/g,
  NAMED: /(?<![:\w\]]):([A-Za-z_]\w*)/g,
  DOLLARED: /\$(\d+)/g,
} as const satisfies Record<ParameterStyle, RegExp>

/** Values are bound and never become part of the statement. */
export function bindParameters(
  sql: string,
  style: ParameterStyle,
  given: readonly GivenParameter[],
): Binding {
  if (given.length > parametersMax) return refused(`more than ${parametersMax} parameters`)
  const types: (string | undefined)[] = []
  for (const { type } of given) {
    const sqlType = type === undefined ? '' : sqlTypeOfName.get(type.toLowerCase())
    if (sqlType === undefined) return refused(`unknown parameter type ${type}`)
    types.push(sqlType)
  }
  let questionCount = 0
  let unbound: string | undefined
  const placeOf = (match: string, name: string | undefined): number => {
    if (style === 'QUESTION_MARK') return questionCount++
    return style === 'DOLLARED'
      ? Number(name) - 1
      : given.findIndex((parameter) => parameter.name?.toLowerCase() === name?.toLowerCase())
  }
  const bind = (code: string) =>
    code.replaceAll(placeholderOf[style], (match: string, name: unknown) => {
      const place = placeOf(match, typeof name === 'string' ? name : undefined)
      const type = types[place]
      if (type === undefined) {
        unbound ??= match
        return match
      }
      return type === '' ? `$${place + 1}` : `($${place + 1}::${type})`
    })
  // Without parameters a `?` or `:` is left to Postgres, which says what is wrong with it.
  const bound =
    given.length === 0
      ? sql
      : sqlPartsOf(sql)
          .map(({ kind, text }) => (kind === 'code' ? bind(text) : text))
          .join('')
  if (unbound !== undefined) return refused(`no value for parameter ${unbound}`)
  return { kind: 'bound', sql: bound, parameters: given.map(({ value }) => textOf(value)) }
}

function textOf(value: GivenParameter['value']): string | null {
  return value === undefined || value === null ? null : String(value)
}

function refused(message: string): Binding {
  return { kind: 'refused', message }
}
