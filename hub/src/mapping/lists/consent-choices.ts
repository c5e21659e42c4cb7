import type { JsonObject } from '../../core/event.ts'
import type { Scope } from '../scope.ts'
import { isObject } from '../values/rest.ts'
import { plainTextOf } from '../values/text.ts'

/**
 * One element per purpose that the visitor decided on, in the three shapes consent comes in; when two shapes name a
 * purpose, the refusal counts. Source: facts, event-api 4.1.
 */
export function consentChoicesOf(scope: Scope): readonly JsonObject[] {
  const choices = new Map<string, { isGranted: boolean; provider: string }>()
  const decide = (purpose: string, isGranted: boolean, provider: string) => {
    if (purpose.trim() === '' || choices.get(purpose)?.isGranted === false) return
    choices.set(purpose, { isGranted, provider })
  }
  readConsent(scope.context['consent'], decide)
  readConsentManagement(scope.context['consentManagement'], decide)

  return Array.from(choices, ([purpose, { isGranted, provider }]) => ({
    id: `${scope.event.eventId}:${purpose}`,
    purpose,
    status: isGranted ? 'Opt In' : 'Opt Out',
    provider,
  }))
}

type Decide = (purpose: string, isGranted: boolean, provider: string) => void

/** Segment's and Jitsu's block, or Signal's plain categories `{"analytics": true}`. */
function readConsent(consent: unknown, decide: Decide): void {
  if (!isObject(consent)) return
  const preferences = consent['categoryPreferences']
  const isBlock = isObject(preferences)
  const provider = plainTextOf(consent['provider']) ?? (isBlock ? 'segment' : 'signal')
  for (const [purpose, isGranted] of Object.entries(isBlock ? preferences : consent)) {
    if (typeof isGranted === 'boolean') decide(purpose, isGranted, provider)
  }
}

/** RudderStack's block. */
function readConsentManagement(consent: unknown, decide: Decide): void {
  if (!isObject(consent)) return
  const provider = plainTextOf(consent['provider']) ?? 'rudderstack'
  for (const purpose of textsOf(consent['deniedConsentIds'])) decide(purpose, false, provider)
  for (const purpose of textsOf(consent['allowedConsentIds'])) decide(purpose, true, provider)
}

function textsOf(list: unknown): readonly string[] {
  return Array.isArray(list) ? list.filter((item) => typeof item === 'string') : []
}
