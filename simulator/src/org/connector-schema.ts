/** What a connector takes in: flat objects of typed fields, as an admin uploads them or Connect REST sends them. */

/** The types a field of an Ingestion API schema can have. Source: {SCH,DT}, read 2026-11. */
export type FieldType =
  | 'text'
  | 'email'
  | 'phone'
  | 'url'
  | 'number'
  | 'percent'
  | 'currency'
  | 'boolean'
  | 'date'
  | 'date-time'

export type SchemaField = {
  readonly name: string
  readonly type: FieldType
  /** What a person reads; only Connect REST sends one, elsewhere it is the name. */
  readonly label?: string
}

export type SchemaObject = {
  readonly name: string
  readonly fields: readonly SchemaField[]
  readonly label?: string
}

export type SchemaReading =
  | { readonly kind: 'read'; readonly objects: readonly SchemaObject[] }
  | { readonly kind: 'refused'; readonly problems: readonly string[] }

/** The object or field of that name; names are case-sensitive where they are used {INS,SI}. */
export function namedIn<Named extends { readonly name: string }>(
  list: readonly Named[],
  name: string,
): Named | undefined {
  return list.find((candidate) => candidate.name === name)
}
