/**
 * Rows as they travel from Postgres to identity resolution: each an array of texts, many of them one JSON text, which costs
 * the thread that passes it on next to nothing.
 */
import { Type } from 'typebox'
import { Compile } from 'typebox/compile'
import { quoted } from '../lake/lake-sql.ts'
import type { DataModelObject } from '../model/data-model-object.ts'

/** A column's value as text. */
export type Cell = string | null
export type RowTexts = readonly Cell[]

const rowsCheck = Compile(Type.Array(Type.Array(Type.Union([Type.String(), Type.Null()]))))

/** An SQL array of the columns' values: times as queries print them, which sort as they follow each other. */
export function textsOf(
  object: Pick<DataModelObject, 'fields'>,
  names: readonly string[],
  alias = '',
): string {
  const texts = names.map((name) => {
    const column = `${alias}${quoted(name)}`
    const isTime = object.fields.some((field) => field.name === name && field.type === 'date-time')
    return isTime ? `to_char(${column}, 'YYYY-MM-DD HH24:MI:SS.MS" UTC"')` : `${column}::text`
  })
  return `array[${texts.join(', ')}]`
}

/** @param json an array of such arrays; empty stands for none */
export function rowsOf(json: string): readonly RowTexts[] {
  return json === '' ? [] : rowsCheck.Parse(JSON.parse(json))
}
