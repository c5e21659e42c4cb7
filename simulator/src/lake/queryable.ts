import type { FieldType } from '../org/connector-schema.ts'

/** Something that SQL, the metadata API and the Data Explorer know by name. */
export type Queryable = {
  /** As Data Cloud writes it: `page_view_dataset_12345_…__dll`, `ssot__Individual__dlm`. */
  readonly name: string
  readonly label: string
  readonly kind: 'DataLakeObject' | 'ProblemRecords' | 'DataModelObject'
  readonly category: 'Profile' | 'Engagement' | 'Other'
  readonly columns: readonly QueryableColumn[]
  readonly primaryKeyColumn: string | undefined
  /** Other names of the same rows: a convenience of the practice org. */
  readonly aliases: readonly string[]
}

export type QueryableColumn = {
  readonly name: string
  readonly label: string
  readonly type: FieldType
}
