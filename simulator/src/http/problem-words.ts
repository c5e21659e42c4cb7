import type { Validator } from 'typebox/compile'

type SchemaErrors = ReturnType<Validator['Errors']>

/**
 * What a schema has against a value, one sentence for each place, with everything that was allowed there.
 * @param nameOf what the reader calls a place, of its JSON pointer
 */
export function problemsInWords(
  errors: SchemaErrors,
  nameOf: (instancePath: string) => string,
): readonly string[] {
  const places = new Set(errors.map(({ instancePath }) => instancePath))
  return [...places].map((place) =>
    problemAt(
      nameOf(place),
      errors.filter(({ instancePath }) => instancePath === place),
    ),
  )
}

function problemAt(name: string, errors: SchemaErrors): string {
  const [error] = errors
  const allowed = errors.flatMap(({ params }) => {
    if ('allowedValues' in params) return params.allowedValues
    return 'allowedValue' in params ? [params.allowedValue] : []
  })
  const types = errors.flatMap(({ params }) => ('type' in params ? params.type : []))
  if (error?.keyword === 'boolean') return `${name} is not a member that is known here`
  if (allowed.length > 0) return `${name} must be one of ${allowed.join(', ')}`
  if (types.length > 1) return `${name} must be ${types.join(' or ')}`
  return `${name} ${error?.message ?? 'is not as expected'}`
}
