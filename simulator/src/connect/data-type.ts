import type { FieldType } from '../org/connector-schema.ts'

/** Data types of a field as Connect REST names them {CONN}. */
export const dataTypes = [
  'Boolean',
  'Currency',
  'Date',
  'DateOnly',
  'DateTime',
  'Email',
  'Number',
  'Percent',
  'Phone',
  'Text',
  'Url',
] as const

type DataType = (typeof dataTypes)[number]

/** `Date` and `DateOnly` are the same to the lake (assumed). */
export function fieldTypeOf(dataType: DataType): FieldType {
  switch (dataType) {
    case 'Boolean':
      return 'boolean'
    case 'Currency':
      return 'currency'
    case 'Date':
    case 'DateOnly':
      return 'date'
    case 'DateTime':
      return 'date-time'
    case 'Email':
      return 'email'
    case 'Number':
      return 'number'
    case 'Percent':
      return 'percent'
    case 'Phone':
      return 'phone'
    case 'Text':
      return 'text'
    case 'Url':
      return 'url'
  }
}

export function dataTypeOf(type: FieldType): Exclude<DataType, 'DateOnly'> {
  switch (type) {
    case 'boolean':
      return 'Boolean'
    case 'currency':
      return 'Currency'
    case 'date':
      return 'Date'
    case 'date-time':
      return 'DateTime'
    case 'email':
      return 'Email'
    case 'number':
      return 'Number'
    case 'percent':
      return 'Percent'
    case 'phone':
      return 'Phone'
    case 'text':
      return 'Text'
    case 'url':
      return 'Url'
  }
}
