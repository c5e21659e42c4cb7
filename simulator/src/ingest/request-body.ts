import { Type } from 'typebox'
import { Compile } from 'typebox/compile'
import type { IncomingRecord } from '../landing/record-row.ts'
import type { TenantError } from '../http/tenant-reply.ts'
import { jsonOf } from '../http/request-json.ts'

/** Ids of one streaming delete {GS,DEL}. */
const deleteIdsMax = 200
/** Levels of arrays and objects in `data`, itself one of them (our own): a schema has two {SCH}. */
const nestingMax = 100

const IdsBody = Type.Object({ ids: Type.Array(Type.String(), { minItems: 1 }) })
const idsCheck = Compile(IdsBody)

type Reading<Result> = ({ readonly kind: 'read' } & Result) | TenantError

/** The records of an upsert or a validation; bytes are checked before JSON. */
export function readRecords(
  body: unknown,
  requestBytesMax: number,
): Reading<{ readonly records: readonly IncomingRecord[] }> {
  if (isTooLarge(body, requestBytesMax)) return { kind: 'too-large', requestBytesMax }
  const json = jsonOf(body)
  if (json === undefined) return { kind: 'bad-request', message: 'JSON is not properly formatted.' }
  const data = typeof json === 'object' && json !== null && 'data' in json ? json.data : undefined
  if (!Array.isArray(data) || !data.every(isRecord)) {
    return { kind: 'bad-request', message: 'JSON must have an array of objects named data.' }
  }
  if (!isShallow(data, nestingMax)) {
    return { kind: 'bad-request', message: `JSON is nested deeper than ${nestingMax} levels.` }
  }
  return { kind: 'read', records: data }
}

/** By hand, like the depth: a compiled check is slower, and this is done at 50 MB/s. */
function isRecord(value: unknown): value is IncomingRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** What is nested fails by itself when it lands; but nested without end it could not even be reported. */
function isShallow(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return true
  return depth > 0 && Object.values(value).every((member) => isShallow(member, depth - 1))
}

/** The ids of a delete, from the query (`?ids=a,b`) or from the body (`{"ids":["a","b"]}`) {DEL}. */
export function readIds(
  query: URLSearchParams,
  body: unknown,
  requestBytesMax: number,
): Reading<{ readonly ids: readonly string[] }> {
  if (isTooLarge(body, requestBytesMax)) return { kind: 'too-large', requestBytesMax }
  const json = query.has('ids') ? { ids: idsIn(query) } : jsonOf(body)
  if (!idsCheck.Check(json)) {
    return { kind: 'bad-request', message: 'ids must be a list of at least one text.' }
  }
  if (json.ids.length > deleteIdsMax) {
    return { kind: 'bad-request', message: `at most ${deleteIdsMax} ids can be deleted at once.` }
  }
  return { kind: 'read', ids: json.ids }
}

/** A repeated parameter adds to the list (assumed). */
function idsIn(query: URLSearchParams): readonly string[] {
  return query
    .getAll('ids')
    .flatMap((text) => text.split(','))
    .filter((id) => id !== '')
}

function isTooLarge(body: unknown, requestBytesMax: number): boolean {
  return Buffer.isBuffer(body) && body.length > requestBytesMax
}
