import assert from 'node:assert/strict'
import type { SignalEvent } from '../core/event.ts'
import type { DataRecord, Mapped } from '../core/record.ts'
import { scopeOf } from './derived.ts'
import { eventKindOf, eventKinds, type EventKind } from './event-kind.ts'
import type { FieldMapping, ObjectMapping, Route, Variant } from './language.ts'
import { listLengthMax, listOf } from './lists/lists.ts'
import type { Mapping, ObjectSpec } from './mapping.ts'
import { sampleRecordOf } from './sample-record.ts'
import { schemaProblemsOf } from './schema-rules.ts'
import type { Scope } from './scope.ts'
import { emptyObject } from './scope.ts'
import { jsonDepthMax } from './values/json.ts'
import { compileRecord, type RecordWriter } from './record-writer.ts'

/**
 * Turns a variant into functions. Called once for each variant; a variant that breaks the rules of Data Cloud's schemas
 * is our own mistake and stops the program, before a single event is taken from the journal.
 */
export function compileVariant(variant: Variant): Mapping {
  const objects = variant.objects.map(specOf)
  const specs = new Map(objects.map((object) => [object.name, object]))
  const problems = schemaProblemsOf(objects)
  assert(problems.length === 0, problems.join('; '))

  const writers: Writers = new Map(
    variant.objects.map((object) => [object.name, { object, write: compileRecord(object) }]),
  )
  const steps = new Map(
    eventKinds.map((kind) => [kind, variant.routes[kind].map((route) => stepOf(route, writers))]),
  )
  return {
    objects,
    recordsOf: (event) => recordsOf(event, steps),
    sampleRecordOf(objectName) {
      const spec = specs.get(objectName)
      // Names of objects come from this mapping alone, so an unknown one is our own mistake.
      assert(spec !== undefined, `the mapping has no object ${objectName}`)
      return sampleRecordOf(spec)
    },
  }
}

/** One route with everything it names looked up. */
type Step = {
  readonly object: string
  readonly elementsOf: ReturnType<typeof listOf>
  readonly write: RecordWriter
  readonly actions: readonly string[] | null
  readonly whenNothingElse: boolean
}

type Writers = ReadonlyMap<string, { readonly object: ObjectMapping; readonly write: RecordWriter }>

function stepOf(route: Route, writers: Writers): Step {
  const known = writers.get(route.object)
  // A route to an object that is not there is a slip in a variant's own data.
  assert(known !== undefined, `a route names the object ${route.object}, which the variant lacks`)
  const write =
    route.only === undefined ? known.write : compileRecord(withOnly(known.object, route.only))
  return {
    object: route.object,
    elementsOf: listOf(route.each),
    write,
    actions: route.actions ?? null,
    whenNothingElse: route.whenNothingElse === true,
  }
}

/** Still every column of the object, since a record is written whole. */
function withOnly(object: ObjectMapping, only: readonly FieldMapping[]): ObjectMapping {
  const strange = only.filter(({ name }) => !object.fields.some((field) => field.name === name))
  assert(strange.length === 0, `${object.name} lacks ${strange.map(({ name }) => name).join(', ')}`)
  return {
    ...object,
    fields: object.fields.map(
      (field) => only.find(({ name }) => name === field.name) ?? { ...field, from: [] },
    ),
  }
}

function recordsOf(event: SignalEvent, steps: ReadonlyMap<EventKind, readonly Step[]>): Mapped {
  const kind = eventKindOf(event)
  const scope = scopeOf(event, kind)
  const records: DataRecord[] = []
  for (const step of steps.get(kind) ?? []) {
    if (!isTaken(step, scope, records.length)) continue
    const problem = addRecords(step, scope, records)
    if (problem !== null) return { kind: 'unmappable', detail: problem }
  }
  return records.length === 0
    ? { kind: 'dropped', reason: 'no_mapping', detail: nothingMadeOf(event, kind) }
    : { kind: 'records', records }
}

function isTaken(step: Step, { derived }: Scope, recordCount: number): boolean {
  if (step.whenNothingElse && recordCount > 0) return false
  return step.actions === null || (derived.action !== null && step.actions.includes(derived.action))
}

/** Adds the records of one step; returns what makes the event unmappable, or null. */
function addRecords(step: Step, scope: Scope, records: DataRecord[]): string | null {
  const elements = step.elementsOf(scope)
  if (elements.length > listLengthMax) {
    return `${step.object}: ${elements.length} lines, at most ${listLengthMax} can be sent for one event. Split it.`
  }
  for (const element of elements) {
    scope.line = element
    scope.used.length = 0
    const { key, json } = step.write(scope)
    if (scope.isTooDeep) {
      return `${step.object}: a value is nested deeper than ${jsonDepthMax} levels. Flatten it.`
    }
    if (key === null) {
      return `${step.object}: the primary key would be blank, and all such rows would collapse into one. Send the event with a message id, and with a user id or an anonymous id.`
    }
    records.push({
      object: step.object,
      key,
      userKey: scope.event.userKey,
      json,
      bytes: Buffer.byteLength(json),
    })
  }
  scope.line = emptyObject
  return null
}

function nothingMadeOf(event: SignalEvent, kind: EventKind): string {
  switch (kind) {
    case 'consent_change':
      return `${event.event ?? 'the event'} names no purpose in context.consent or context.consentManagement`
    case 'group':
      return 'the group call ties nothing in this variant, or it lacks the ids that it should tie'
    case 'alias':
      return 'the alias call ties nothing in this variant, or it lacks the ids that it should tie'
    case 'view':
    case 'custom':
    case 'commerce':
    case 'identify':
      return `no object of this variant takes a ${event.type} event`
  }
}

function specOf(object: ObjectMapping): ObjectSpec {
  const { name, category, primaryKey, eventTimeField, recordModifiedField } = object
  const fields = object.fields.map(({ name, type }) => ({ name, type }))
  return { name, category, primaryKey, eventTimeField, recordModifiedField, fields }
}
