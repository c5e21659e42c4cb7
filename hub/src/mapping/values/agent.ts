import bowser from 'bowser'

/** What a browser's own name for itself tells; empty for a program that is no browser. */
export type AgentFacts = {
  readonly browser: string | null
  readonly os: string | null
  readonly device: string | null
}

const nothingKnown: AgentFacts = { browser: null, os: null, device: null }

/** A longer one is nobody's browser, and would only cost time. */
const agentCharsMax = 1_024

/** Agents remembered at once; a site sees some hundreds in a day, and reading one anew costs a tenth of a millisecond. */
const rememberedCountMax = 2_000

const remembered = new Map<string, AgentFacts>()

/** Browser, operating system and kind of device (`desktop`, `mobile`, `tablet`, `tv`, `bot`) by user agent. */
export function agentFactsOf(userAgent: unknown): AgentFacts {
  if (typeof userAgent !== 'string' || userAgent === '' || userAgent.length > agentCharsMax) {
    return nothingKnown
  }
  const known = remembered.get(userAgent)
  if (known !== undefined) return known
  const { browser, os, platform } = bowser.parse(userAgent)
  const facts = { browser: named(browser.name), os: named(os.name), device: named(platform.type) }
  // Emptied as a whole: one in two thousand pays for the order of use that a finer rule would have to keep.
  if (remembered.size >= rememberedCountMax) remembered.clear()
  remembered.set(userAgent, facts)
  return facts
}

function named(name: string | undefined): string | null {
  return name === undefined || name === '' ? null : name
}
