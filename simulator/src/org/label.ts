/** Characters of a label, what a person reads. No number is documented (assumed). */
const labelCharsMax = 255

/** Whether something may be called so; blanks around it do not count. */
export function isLabel(label: string): boolean {
  return label.trim() !== '' && label.trim().length <= labelCharsMax
}

/** @param kind `connector`, `data stream` */
export function labelProblem(kind: string): string {
  return `A ${kind} needs a label of 1 to ${labelCharsMax} characters.`
}
