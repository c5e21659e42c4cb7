import type { Tracker } from './tracker.ts'

const methods = ['page', 'track', 'identify', 'group', 'consent', 'reset'] as const

/**
 * Carries out a call that a page put down as a list, `['track', 'Signed Up', {…}]`, before the script was there, or
 * through `_df.push` after it.
 */
export function carryOut(call: unknown, tracker: Tracker): void {
  if (!isList(call)) return
  const [name, first, second] = Array.from(call)
  const method = methods.find((known) => known === name)
  if (method !== undefined) tracker[method](first, second)
}

type SortedCalls = { readonly consents: readonly unknown[]; readonly others: readonly unknown[] }

/** Calls from before the script: consent comes first, so that the page event already carries it. */
export function sortedCalls(before: unknown): SortedCalls {
  const calls: readonly unknown[] = Array.isArray(before) ? before : []
  const isConsent = (call: unknown) => isList(call) && call[0] === 'consent'
  return { consents: calls.filter(isConsent), others: calls.filter((call) => !isConsent(call)) }
}

/** Snippets push their `arguments` as they are. */
function isList(value: unknown): value is ArrayLike<unknown> {
  return Array.isArray(value) || Object.prototype.toString.call(value) === '[object Arguments]'
}
