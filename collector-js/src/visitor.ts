import { idOf, isJsonObject } from './json.ts'
import { readJson, writeJson, type TextStorage } from './storage.ts'

/** A visit ends after so long without an event. */
export const sessionIdleMsMax = 30 * 60_000

export type Consent = Readonly<Record<string, boolean>>

/** Who is here, as remembered over pages. */
export interface Visitor {
  readonly anonymousId: string
  readonly userId: string | null
  readonly groupId: string | null
  readonly consent: Consent | null
  /** Id of the visit, which this call prolongs. */
  touchSession(): string
  setUserId(userId: string): void
  setGroupId(groupId: string): void
  setConsent(consent: Consent): void
  /** Forgets the person: after a log-out somebody else may sit here. Consent stays, it is the device's. */
  reset(): void
}

type Needs = {
  readonly storage: TextStorage
  readonly now: () => number
  readonly makeId: () => string
}

const names = {
  anonymousId: '_df.anonymous',
  userId: '_df.user',
  groupId: '_df.group',
  consent: '_df.consent',
  session: '_df.session',
} as const

export function openVisitor({ storage, now, makeId }: Needs): Visitor {
  // Kept in memory too: a storage may be full, and the visitor must stay the same at least for this page.
  let anonymousId = idOf(readJson(storage, names.anonymousId)) ?? makeId()
  let userId = idOf(readJson(storage, names.userId))
  let groupId = idOf(readJson(storage, names.groupId))
  let consent = consentOf(readJson(storage, names.consent))
  writeJson(storage, names.anonymousId, anonymousId)

  return {
    get anonymousId() {
      return anonymousId
    },
    get userId() {
      return userId
    },
    get groupId() {
      return groupId
    },
    get consent() {
      return consent
    },
    touchSession() {
      // Read each time: another tab prolongs the same visit.
      const kept = readJson(storage, names.session)
      const known = isJsonObject(kept) ? idOf(kept['id']) : null
      const idleMs = isJsonObject(kept) ? now() - Number(kept['atMs']) : Infinity
      const sessionId = known !== null && idleMs < sessionIdleMsMax ? known : makeId()
      writeJson(storage, names.session, { id: sessionId, atMs: now() })
      return sessionId
    },
    setUserId(id) {
      userId = id
      writeJson(storage, names.userId, id)
    },
    setGroupId(id) {
      groupId = id
      writeJson(storage, names.groupId, id)
    },
    setConsent(given) {
      consent = given
      writeJson(storage, names.consent, given)
    },
    reset() {
      anonymousId = makeId()
      userId = null
      groupId = null
      writeJson(storage, names.anonymousId, anonymousId)
      for (const name of [names.userId, names.groupId, names.session]) storage.removeItem(name)
    },
  }
}

function consentOf(kept: unknown): Consent | null {
  if (!isJsonObject(kept)) return null
  return Object.fromEntries(
    Object.entries(kept).map(([category, given]) => [category, given === true]),
  )
}
