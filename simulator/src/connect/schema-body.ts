/** Reads the schema that Connect REST is sent, and tells it from one that a real org stumbles over. */
import type { FastifyRequest } from 'fastify'
import { Type, type Static } from 'typebox'
import { Compile } from 'typebox/compile'
import type { SchemaObject } from '../org/connector-schema.ts'
import { nameProblemsOf } from '../org/schema-rules.ts'
import { dataTypes, fieldTypeOf } from './data-type.ts'
import { readBody } from './request-json.ts'

const FieldBody = Type.Object({
  name: Type.String(),
  label: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  dataType: Type.Enum([...dataTypes]),
})
const SchemaBody = Type.Object({
  schemas: Type.Array(
    Type.Object({
      name: Type.String(),
      label: Type.Optional(Type.Union([Type.String(), Type.Null()])),
      schemaType: Type.Literal('IngestApi'),
      fields: Type.Array(FieldBody),
    }),
  ),
})
type SchemaBody = Static<typeof SchemaBody>

const schemaCheck = Compile(SchemaBody)

export type SchemaBodyReading =
  | { readonly kind: 'read'; readonly objects: readonly SchemaObject[] }
  | { readonly kind: 'label-missing' }
  | { readonly kind: 'refused'; readonly code: string; readonly problems: readonly string[] }

export function readSchemaBody(request: FastifyRequest): SchemaBodyReading {
  const body = readBody(schemaCheck, request)
  if (body.kind === 'refused') {
    return { kind: 'refused', code: body.code, problems: [body.problem] }
  }
  if (isLabelMissing(body.value)) return { kind: 'label-missing' }
  const problems = nameProblemsOf(
    body.value.schemas.map(({ name, fields }) => ({
      name,
      fieldNames: fields.map((field) => field.name),
    })),
  )
  if (problems.length > 0) return { kind: 'refused', code: 'INVALID_INPUT', problems }
  return { kind: 'read', objects: body.value.schemas.map(objectOf) }
}

/** Where a real org ends in a null pointer instead of saying what it lacks {SDK}. */
function isLabelMissing({ schemas }: SchemaBody): boolean {
  const isMissing = (label: string | null | undefined) => label === undefined || label === null
  return schemas.some(
    (schema) => isMissing(schema.label) || schema.fields.some((field) => isMissing(field.label)),
  )
}

function objectOf({ name, label, fields }: SchemaBody['schemas'][number]): SchemaObject {
  return {
    name,
    label: label ?? name,
    fields: fields.map((field) => ({
      name: field.name,
      label: field.label ?? field.name,
      type: fieldTypeOf(field.dataType),
    })),
  }
}
