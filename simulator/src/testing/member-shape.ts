/**
 * The shape of a JSON value, as the column "members" of docs/specs/simulator-differences.md writes it:
 * `a, b?, c{d}, e[]{f}, g{*}`. A name alone is any value; `?` may be missing; `{…}` is an object with
 * these members and no others; `[]` a list, each entry of the shape that follows; `*` any further member.
 */
export type Shape =
  | { readonly kind: 'any' }
  | { readonly kind: 'list'; readonly entry: Shape }
  | { readonly kind: 'object'; readonly members: readonly Member[]; readonly isOpen: boolean }

type Member = { readonly name: string; readonly isOptional: boolean; readonly shape: Shape }

/** @throws Error naming the place that cannot be read */
export function readShape(text: string): Shape {
  const reader = { rest: text.trim() }
  const shape = reader.rest.startsWith('[]') ? readValue(reader) : readMembers(reader)
  if (reader.rest !== '') throw new Error(`cannot read the members from "${reader.rest}" on`)
  return shape
}

type Reader = { rest: string }

function take(reader: Reader, pattern: RegExp): string | undefined {
  const [found] = pattern.exec(reader.rest) ?? []
  if (found === undefined) return undefined
  reader.rest = reader.rest.slice(found.length).trimStart()
  return found
}

function readMembers(reader: Reader): Shape {
  const members: Member[] = []
  let isOpen = false
  do {
    if (take(reader, /^\*/) !== undefined) {
      isOpen = true
      continue
    }
    const name = take(reader, /^[\w$@.:-]+/)
    if (name === undefined) break
    const isOptional = take(reader, /^\?/) !== undefined
    members.push({ name, isOptional, shape: readValue(reader) })
  } while (take(reader, /^,/) !== undefined)
  return { kind: 'object', members, isOpen }
}

function readValue(reader: Reader): Shape {
  if (take(reader, /^\[\]/) !== undefined) return { kind: 'list', entry: readValue(reader) }
  if (take(reader, /^\{/) === undefined) return { kind: 'any' }
  const shape = readMembers(reader)
  if (take(reader, /^\}/) === undefined) throw new Error(`a } is missing before "${reader.rest}"`)
  return shape
}

/** What is not as the shape says, each with its place; `null` passes wherever something is expected. */
export function shapeProblemsOf(shape: Shape, value: unknown, place = ''): readonly string[] {
  if (shape.kind === 'any') return []
  if (value === null && place !== '') return []
  if (shape.kind === 'list') {
    if (!Array.isArray(value)) return [`${place || 'the body'} is no list`]
    return [...new Set(value.flatMap((entry) => shapeProblemsOf(shape.entry, entry, `${place}[]`)))]
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return [`${place || 'the body'} is no object`]
  }
  const known = new Map(shape.members.map((member) => [member.name, member]))
  const placeOf = (name: string) => (place === '' ? name : `${place}.${name}`)
  const missing = shape.members
    .filter(({ name, isOptional }) => !isOptional && !Object.hasOwn(value, name))
    .map(({ name }) => `${placeOf(name)} is missing`)
  const found = Object.entries(value).flatMap(([name, part]) => {
    const member = known.get(name)
    if (member !== undefined) return shapeProblemsOf(member.shape, part, placeOf(name))
    return shape.isOpen ? [] : [`${placeOf(name)} has no place in the row`]
  })
  return [...missing, ...found]
}

/** A value's own shape, written down: what a new row would say. */
export function shapeTextOf(value: unknown, depth = 0): string {
  if (Array.isArray(value)) {
    const [first] = value
    return typeof first === 'object' && first !== null ? `[]${wrapped(first, depth)}` : '[]'
  }
  if (typeof value !== 'object' || value === null) return ''
  return Object.entries(value)
    .map(
      ([name, part]) =>
        name + (Array.isArray(part) ? shapeTextOf(part, depth) : wrapped(part, depth)),
    )
    .join(', ')
}

function wrapped(value: unknown, depth: number): string {
  if (typeof value !== 'object' || value === null || depth >= 2) return ''
  return `{${shapeTextOf(value, depth + 1)}}`
}
