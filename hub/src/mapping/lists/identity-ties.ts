import type { JsonObject } from '../../core/event.ts'
import { rowIdOf } from '../row-id.ts'
import type { Scope } from '../scope.ts'

type Tie = { readonly name: string; readonly type: string; readonly number: string | undefined }

/**
 * One element per other id that an `identify`, `group` or `alias` ties to the event's individual.
 *
 * Page, screen and track events tie nothing, though many carry both ids: each would repeat the row that the `identify`
 * before them made. The key is a hash of individual, name and number, so repeats land one row.
 */
export function identityTiesOf(scope: Scope): readonly JsonObject[] {
  const { event } = scope
  const ties: Tie[] = [{ name: 'anonymous_id', type: 'anonymous', number: event.anonymousId }]
  if (event.type === 'group') {
    ties.push({ name: 'group_id', type: 'group', number: groupIdOf(scope) })
  }
  // Often the anonymous id again; the row still says under another name that the two were merged on purpose.
  if (event.type === 'alias') {
    ties.push({ name: 'previous_id', type: 'alias', number: event.previousId })
  }
  return ties.flatMap(({ name, type, number }) =>
    number === undefined || number.trim() === ''
      ? []
      : [{ id: rowIdOf(name, event.userKey, number), name, type, number }],
  )
}

/**
 * The other individuals that an `identify` of a user, or an `alias`, ties to that user: as rows of their own, so that
 * identity resolution has both sides of the match. Each once.
 */
export function tiedIndividualsOf(scope: Scope): readonly JsonObject[] {
  const ids = new Set(tiedIdentitiesOf(scope).map((line) => String(line['number'])))
  return [...ids].map((number) => ({ number }))
}

/** Each of their identifications, under the name by which the user's own row names it. */
export function tiedIdentitiesOf(scope: Scope): readonly JsonObject[] {
  const { event } = scope
  if (event.userId === undefined || event.type === 'group') return []
  return identityTiesOf(scope).flatMap((line) => {
    const { name, number } = line
    if (typeof name !== 'string' || typeof number !== 'string') return []
    return number === event.userKey ? [] : [{ ...line, id: rowIdOf(name, number, number) }]
  })
}

function groupIdOf({ event, context }: Scope): string | undefined {
  if (event.groupId !== undefined) return event.groupId
  const groupId = context['groupId']
  return typeof groupId === 'string' ? groupId : undefined
}
