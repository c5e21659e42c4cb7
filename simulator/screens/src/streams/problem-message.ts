/** The value in a text of JSON, or the text itself. */
export function valueOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/** What `detailed_error__c` says, in one sentence: the errors of the fields, or else of the row {PR}. */
export function problemMessageOf(detail: string): string {
  const value = valueOf(detail)
  const errors = memberOf(memberOf(value, 'additionalInfo'), 'transformationErrors')
  const texts = Array.isArray(errors)
    ? errors.map((error) => memberOf(error, 'errorMessage')).filter(isText)
    : []
  if (texts.length > 0) return texts.join('; ')
  const message = memberOf(value, 'errorMessage')
  return isText(message) ? message : detail
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== ''
}

function memberOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined
  return Object.entries(value).find(([key]) => key === name)?.[1]
}
