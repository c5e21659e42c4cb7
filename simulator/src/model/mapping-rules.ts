/** What may be mapped to what: the rules that Data Cloud applies when a lake object is mapped to the data model. */
import type { LakeObject } from '../lake/lake-object.ts'
import type { FieldType } from '../org/connector-schema.ts'
import type { DataModelMapping } from '../org/data-model-mapping.ts'
import type { DataModelObject } from './data-model-object.ts'

type Category = DataModelObject['category']

/** Profile goes to Profile and Other, Engagement to Engagement only, Other to Profile and Other {CAT}. */
export function mayMapCategory(from: Category, to: Category): boolean {
  return (from === 'Engagement') === (to === 'Engagement')
}

/** Which types of a lake object fit which types of the data model {DTM}. */
export function mayMapType(from: FieldType, to: FieldType): boolean {
  switch (from) {
    case 'boolean':
    case 'currency':
    case 'date':
    case 'date-time':
      return to === from
    case 'percent':
      return to === 'percent' || to === 'number'
    case 'number':
      return to === 'number' || isTextual(to)
    case 'text':
    case 'email':
    case 'phone':
    case 'url':
      return isTextual(to)
  }
}

function isTextual(type: FieldType): boolean {
  return type === 'text' || type === 'email' || type === 'phone' || type === 'url'
}

/**
 * Everything that is wrong with a mapping, each in a sentence; nothing when it may be made. The primary key must be
 * mapped (assumed for all categories; an Engagement object also needs its event time, when it has a field for it).
 */
export function mappingProblemsOf(
  mapping: DataModelMapping,
  source: Pick<LakeObject, 'name' | 'columns' | 'stream'>,
  target: DataModelObject,
): readonly string[] {
  const problems: string[] = []
  if (!mayMapCategory(source.stream.category, target.category)) {
    problems.push(
      `${source.name} of category ${source.stream.category} can't be mapped to ${target.name} of category ${target.category}`,
    )
  }
  const targetsSeen = new Set<string>()
  for (const { source: from, target: to } of mapping.fields) {
    const column = source.columns.find(({ name }) => name === from)
    const field = target.fields.find(({ name }) => name === to)
    if (column === undefined) problems.push(`no field ${from} in ${source.name}`)
    if (field === undefined) problems.push(`no field ${to} in ${target.name}`)
    if (column !== undefined && field !== undefined && !mayMapType(column.type, field.type)) {
      problems.push(`${from} of type ${column.type} can't be mapped to ${to} of type ${field.type}`)
    }
    if (targetsSeen.has(to)) problems.push(`${to} is mapped twice`)
    targetsSeen.add(to)
  }
  if (!targetsSeen.has(target.primaryKey)) {
    problems.push(`the primary key ${target.primaryKey} of ${target.name} is not mapped`)
  }
  if (isEventTimeMissing(target, targetsSeen)) {
    problems.push(`the event time ${eventTimeField} of ${target.name} is not mapped`)
  }
  return problems
}

/** When an engagement happened. */
export const eventTimeField = 'ssot__EngagementDateTm__c'

function isEventTimeMissing(target: DataModelObject, targets: ReadonlySet<string>): boolean {
  const hasEventTime = target.fields.some(({ name }) => name === eventTimeField)
  return target.category === 'Engagement' && hasEventTime && !targets.has(eventTimeField)
}
