/** Values of "Is Anonymous" that make a source profile a known one; so does an empty one, and a field nobody mapped {ANON}. */
const knownValues = new Set(['', '0', 'no', 'n', 'f', 'false'])

/** Whether a value of "Is Anonymous" says so; case does not matter {ANON}. */
export function isAnonymousValue(text: string): boolean {
  return !knownValues.has(text.trim().toLowerCase())
}
