import type { SignalEvent } from '../core/event.ts'
import type { Governed, GovernedIntegration } from './governed.ts'

/**
 * Keeps an event from an integration that its sender left out: `{"Salesforce CDP": false}`, or `{"All": false}` without
 * naming it. An integration is named by its catalogue entry or, where several of one entry are installed, by its id,
 * which counts first.
 * Case and separators do not matter here, so that a choice against delivery is not missed for its spelling.
 * Source: facts, event-api 1.1, "Request rules".
 */
export function senderChoiceOf(event: SignalEvent, integration: GovernedIntegration): Governed {
  const choices = event.integrations
  if (choices === undefined) return { kind: 'pass', event }
  const name = decidingNameOf(choices, integration)
  if (name === null || choices[name] !== false) return { kind: 'pass', event }
  return {
    kind: 'dropped',
    reason: 'excluded_by_sender',
    detail: `The sender set integrations.${name} to false.`,
  }
}

function decidingNameOf(
  choices: NonNullable<SignalEvent['integrations']>,
  { id, catalogKey }: GovernedIntegration,
): string | null {
  const given = Object.keys(choices)
  for (const wanted of [id, catalogKey, 'All']) {
    const found = given.find((candidate) => foldedNameOf(candidate) === foldedNameOf(wanted))
    if (found !== undefined) return found
  }
  return null
}

/** `Salesforce CDP` and `salesforce_cdp`, the name and the key of one entry, are one. */
function foldedNameOf(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replaceAll(/[\s_-]+/g, ' ')
}
