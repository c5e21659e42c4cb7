/** Why the sources of a unified profile are one person, as the last run kept it. */
import { Type } from 'typebox'
import { Compile } from 'typebox/compile'
import { standardObjectOf } from '../model/standard-objects.ts'
import { matchColumns } from './output-tables.ts'
import type { RowTexts } from './row-texts.ts'

/** A source profile, by its key in the data model. */
export type SourceName = {
  readonly id: string
  readonly dataSource: string
  readonly dataSourceObject: string
}

export type Join = {
  readonly left: SourceName
  readonly right: SourceName
  readonly ruleLabel: string
  readonly values: readonly JoinedValue[]
}

export type JoinedValue = { readonly label: string; readonly left: string; readonly right: string }

const MatchedValues = Type.Array(
  Type.Object({
    entityName: Type.String(),
    fieldName: Type.String(),
    left: Type.String(),
    right: Type.String(),
  }),
)
const matchedValuesCheck = Compile(MatchedValues)
const sourceKeyCheck = Compile(Type.Tuple([Type.String(), Type.String(), Type.String()]))

const joinColumns = [matchColumns.left, matchColumns.right, matchColumns.label, matchColumns.values]

/** An SQL array of what `joinOf` takes, for the rows of the match table. */
export const joinTexts = `array[${joinColumns.join(', ')}]`

export function joinOf([left, right, ruleLabel, values]: RowTexts): Join {
  const matched = matchedValuesCheck.Parse(JSON.parse(values ?? ''))
  return {
    left: sourceNameOfKey(left ?? ''),
    right: sourceNameOfKey(right ?? ''),
    ruleLabel: ruleLabel ?? '',
    values: matched.map((value) => ({
      label: labelOf(value.entityName, value.fieldName),
      left: value.left,
      right: value.right,
    })),
  }
}

function sourceNameOfKey(key: string): SourceName {
  const [id, dataSource, dataSourceObject] = sourceKeyCheck.Parse(JSON.parse(key))
  return { id, dataSource, dataSourceObject }
}

function labelOf(entityName: string, fieldName: string): string {
  const object = standardObjectOf(entityName)
  const field = object.fields.find(({ name }) => name === fieldName)
  return `${object.label} ${field?.label ?? fieldName}`
}
