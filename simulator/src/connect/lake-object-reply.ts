/** A lake object as Connect REST shows it. Members: {CONN}, as packaged in {SDK}. */
import type { Switches } from '../control/switches.ts'
import type { LakeColumn, LakeObject } from '../lake/lake-object.ts'
import type { Org } from '../org/org.ts'
import { assetOf, idWithPrefix } from './asset.ts'
import { dataSpaceReferenceOf } from './data-space-routes.ts'
import { dataTypeOf } from './data-type.ts'
import { enumText } from './enum-style.ts'

export function lakeObjectReplyOf(org: Org, object: LakeObject, switches: Switches) {
  const { stream } = object
  const fields = object.columns.map((column) => fieldOf(org, object, column))
  return {
    ...assetOf(org, stream.createdAtMs),
    id: idWithPrefix('1dl', stream.id),
    label: stream.object,
    name: object.name,
    category: stream.category,
    dataLakeFieldInfoRepresentation: fields,
    // The same once more: not described, but seen {SDK}.
    fields,
    dataSpaceInfo: [dataSpaceReferenceOf(org)],
    ...timesOf(object),
    status: enumText(switches, { seen: 'ACTIVE', documented: 'Active' }),
  }
}

function timesOf(object: LakeObject) {
  const { eventTimeField, recordModifiedField } = object.stream
  const columnOf = (name: string) =>
    object.columns.find(({ field }) => field?.name === name)?.name ?? name
  return {
    ...(eventTimeField === undefined
      ? {}
      : { eventDateTimeFieldName: columnOf(eventTimeField.name) }),
    ...(recordModifiedField === undefined
      ? {}
      : { recordModifiedFieldName: columnOf(recordModifiedField.name) }),
  }
}

function fieldOf(org: Org, object: LakeObject, { name, type, field }: LakeColumn) {
  return {
    ...assetOf(org, object.stream.createdAtMs),
    label: field?.label ?? field?.name ?? name.replace(/__c$/, ''),
    name,
    dataType: dataTypeOf(type),
    isPrimaryKey: name === object.primaryKeyColumn,
  }
}
