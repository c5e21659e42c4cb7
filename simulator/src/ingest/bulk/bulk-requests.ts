/** What clients ask of the bulk endpoints, read at the edge {BJ}. */
import { Type } from 'typebox'
import { Compile } from 'typebox/compile'
import { jsonOf } from '../../http/request-json.ts'
import { BulkState, type BulkJob } from './bulk-job.ts'

export type Reading<Value> =
  | { readonly kind: 'read'; readonly value: Value }
  | { readonly kind: 'refused'; readonly message: string }

const Creation = Type.Object({
  object: Type.String({ minLength: 1 }),
  sourceName: Type.String({ minLength: 1 }),
  operation: Type.String(),
})
const StateChange = Type.Object({ state: Type.String() })
const creationCheck = Compile(Creation)
const stateChangeCheck = Compile(StateChange)
const stateCheck = Compile(BulkState)

const listLimitDefault = 20
const listLimitMax = 100

export type JobCreation = {
  readonly object: string
  readonly sourceName: string
  readonly operation: BulkJob['operation']
}

export function readCreation(body: unknown): Reading<JobCreation> {
  const json = jsonOf(body)
  if (json === undefined) return refused('JSON is not properly formatted.')
  if (!creationCheck.Check(json)) return refused('object, sourceName and operation are needed.')
  const { object, sourceName, operation } = json
  if (operation !== 'upsert' && operation !== 'delete') {
    return refused(`operation must be upsert or delete, not ${operation}.`)
  }
  return { kind: 'read', value: { object, sourceName, operation } }
}

export function readStateChange(body: unknown): Reading<'UploadComplete' | 'Aborted'> {
  const json = jsonOf(body)
  if (json === undefined) return refused('JSON is not properly formatted.')
  const state = stateChangeCheck.Check(json) ? json.state : undefined
  if (state === 'UploadComplete' || state === 'Aborted') return { kind: 'read', value: state }
  return refused('state must be UploadComplete or Aborted.')
}

export type JobListing = {
  readonly limit: number
  readonly offset: number
  readonly orderBy: 'systemModstamp' | 'createdDate'
  /** Empty for all. */
  readonly states: ReadonlySet<BulkState>
}

/** A blank parameter counts as missing (assumed): clients send all they know. */
export function readListing(query: URLSearchParams): Reading<JobListing> {
  const limit = countIn(query, 'limit', listLimitDefault)
  const offset = countIn(query, 'offset', 0)
  const orderBy = query.get('orderBy') || 'systemModstamp'
  const stateNames = (query.get('states') ?? '').split(',').filter((name) => name !== '')
  const states = new Set(stateNames.filter((name) => stateCheck.Check(name)))
  if (limit === undefined || limit < 1 || limit > listLimitMax) {
    return refused(`limit must be a number from 1 to ${listLimitMax}.`)
  }
  if (offset === undefined) return refused('offset must be a number from 0.')
  if (orderBy !== 'systemModstamp' && orderBy !== 'createdDate') {
    return refused('orderBy must be systemModstamp or createdDate.')
  }
  if (states.size < new Set(stateNames).size) return refused('states has a name that is no state.')
  return { kind: 'read', value: { limit, offset, orderBy, states } }
}

function countIn(query: URLSearchParams, name: string, absent: number): number | undefined {
  const text = query.get(name)
  if (text === null || text === '') return absent
  return /^\d{1,9}$/.test(text) ? Number(text) : undefined
}

function refused(message: string): { readonly kind: 'refused'; readonly message: string } {
  return { kind: 'refused', message }
}
