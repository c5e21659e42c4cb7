import { Type } from 'typebox'
import { Compile } from 'typebox/compile'
import type { IncomingRecord } from '../landing/plan.ts'
import type { TenantError } from '../http/tenant-reply.ts'

/** Ids of one streaming delete {GS,DEL}. */
const deleteIdsMax = 200

const RecordsBody = Type.Object({ data: Type.Array(Type.Record(Type.String(), Type.Unknown())) })
const IdsBody = Type.Object({ ids: Type.Array(Type.String(), { minItems: 1 }) })
const recordsCheck = Compile(RecordsBody)
const idsCheck = Compile(IdsBody)

type Reading<Result> = ({ readonly kind: 'read' } & Result) | TenantError

/** The records of an upsert or a validation; bytes are checked before JSON. */
export function readRecords(
  body: unknown,
  requestBytesMax: number,
): Reading<{ readonly records: readonly IncomingRecord[] }> {
  if (Buffer.isBuffer(body) && body.length > requestBytesMax)
    return { kind: 'too-large', requestBytesMax }
  const json = jsonOf(body)
  if (json === undefined) return { kind: 'bad-request', message: 'JSON is not properly formatted.' }
  if (!recordsCheck.Check(json) || json.data.some((record) => Array.isArray(record))) {
    return { kind: 'bad-request', message: 'JSON must have an array of objects named data.' }
  }
  return { kind: 'read', records: json.data }
}

/** The ids of a delete, from the query (`?ids=a,b`) or from the body (`{"ids":["a","b"]}`) {DEL}. */
export function readIds(
  query: string | null,
  body: unknown,
): Reading<{ readonly ids: readonly string[] }> {
  const json = query === null ? jsonOf(body) : { ids: query.split(',').filter((id) => id !== '') }
  if (!idsCheck.Check(json)) return { kind: 'bad-request', message: 'ids are missing.' }
  if (json.ids.length > deleteIdsMax) {
    return { kind: 'bad-request', message: `at most ${deleteIdsMax} ids can be deleted at once.` }
  }
  return { kind: 'read', ids: json.ids }
}

function jsonOf(body: unknown): unknown {
  if (!Buffer.isBuffer(body)) return undefined
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    return undefined
  }
}
