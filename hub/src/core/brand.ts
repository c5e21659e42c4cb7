import { Type, type TSchema } from 'typebox'

declare const brand: unique symbol

/** A string or number that cannot be swapped for another kind of the same shape. */
export type Branded<Value, Name extends string> = Value & { readonly [brand]: Name }

/**
 * Makes a TypeBox schema whose static type is the branded one.
 * The check stays that of the plain schema.
 */
export function brandedSchema<Value>(schema: TSchema) {
  return Type.Unsafe<Value>(schema)
}
