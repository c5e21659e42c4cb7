import type { LiveDelivery, LiveEvent } from '../api/live-event.ts'

/**
 * The way of an event: taken **In**, **Governed** (consent, bots, filters), **Mapped** to records, **Sent** to Data
 * Cloud and accepted there, **Landed** as rows.
 */
export const stageNames = ['In', 'Governed', 'Mapped', 'Sent', 'Landed'] as const
export type StageName = (typeof stageNames)[number]

/**
 * - `done`: passed.
 * - `now`: it is here, and on its way.
 * - `stopped`: it ended here.
 * - `ahead`: not reached (yet).
 * - `unchecked`: reached as far as anybody knows; nobody has looked.
 */
export type StageMark = 'done' | 'now' | 'stopped' | 'ahead' | 'unchecked'

export type Stage = { readonly name: StageName; readonly mark: StageMark }

/** Rules that act before mapping. */
const governedAway = new Set(['consent_denied', 'filtered', 'bot', 'excluded_by_sender'])
const mappedAway = new Set(['no_mapping', 'record_unmappable', 'record_too_large'])

export function stagesOf(event: LiveEvent, delivery: LiveDelivery | null): readonly Stage[] {
  if (event.kind === 'quarantined') return marks('stopped')
  if (delivery === null) return marks('done')
  const hasRecords = delivery.objects.length > 0
  switch (delivery.state) {
    case 'accepted':
      return marks('done', 'done', 'done', 'done', 'unchecked')
    case 'waiting':
      return hasRecords ? marks('done', 'done', 'done', 'now') : marks('done', 'now')
    case 'retrying':
      return marks('done', 'done', 'done', 'now')
    case 'dead':
      return mappedAway.has(delivery.reason ?? '')
        ? marks('done', 'done', 'stopped')
        : marks('done', 'done', 'done', 'stopped')
    case 'dropped':
      if (delivery.reason === 'quarantined') return marks('stopped')
      return governedAway.has(delivery.reason ?? '')
        ? marks('done', 'stopped')
        : marks('done', 'done', 'stopped')
  }
}

const markWords: Readonly<Record<StageMark, string>> = {
  done: 'done',
  now: 'under way',
  stopped: 'ended here',
  ahead: 'not reached',
  unchecked: 'not checked',
}

/** The stages in one sentence, for a tooltip and for a screen reader. */
export function stagesText(stages: readonly Stage[]): string {
  return stages.map(({ name, mark }) => `${name}: ${markWords[mark]}`).join(' · ')
}

function marks(...given: readonly StageMark[]): readonly Stage[] {
  return stageNames.map((name, place) => ({ name, mark: given[place] ?? 'ahead' }))
}
