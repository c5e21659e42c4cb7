/** A cell of a query's result that can only be text or nothing. */
export function cellText(cell: unknown): string {
  return typeof cell === 'string' ? cell : ''
}
