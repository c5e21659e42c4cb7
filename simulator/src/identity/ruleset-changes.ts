/** What an admin can do to a ruleset, as decisions on the whole setup: pure, carried out by `Setup.change`. */
import { refused, type Decided, type Refused } from '../org/refusal.ts'
import type { Ruleset } from '../org/ruleset.ts'
import type { SetupState } from '../org/setup.ts'
import { rulesetProblemsOf } from './ruleset-problems.ts'

/** That there is a limit is seen {SDK}; the number is not known for sure. */
const rulesetCountMax = 10

/** What can be changed of a ruleset: all but what it unifies and its ruleset id. */
export type RulesetContent = Pick<
  Ruleset,
  'label' | 'description' | 'doesRunAutomatically' | 'matchRules' | 'reconciliationRules'
>

/** The id, the ruleset id or the label, which is the nearest there is to a developer name (assumed). */
export function rulesetNamed(state: SetupState, name: string): Ruleset | undefined {
  const wanted = name.toLowerCase()
  const developerName = (label: string) => label.replaceAll(/[^A-Za-z0-9]+/g, '_').toLowerCase()
  return (
    state.rulesets.find(({ id }) => id === name) ??
    state.rulesets.find(
      ({ rulesetId }) => rulesetId !== '' && rulesetId.toLowerCase() === wanted,
    ) ??
    state.rulesets.find(({ label }) => label.toLowerCase() === wanted) ??
    state.rulesets.find(({ label }) => developerName(label) === wanted)
  )
}

export function addRuleset(state: SetupState, ruleset: Ruleset): Decided<Ruleset> {
  const refusal = refusalOf(state, ruleset)
  if (refusal !== undefined) return refusal
  if (state.rulesets.length >= rulesetCountMax) {
    return refused('LIMIT_EXCEEDED', 'The maximum number of rulesets has been reached.')
  }
  const rulesets = [...state.rulesets, ruleset]
  return { kind: 'made', made: ruleset, next: { ...state, rulesets } }
}

export function changeRuleset(
  state: SetupState,
  id: string,
  content: RulesetContent,
): Decided<Ruleset> {
  const present = state.rulesets.find((ruleset) => ruleset.id === id)
  if (present === undefined) return refused('NOT_FOUND', `Identity resolution not found: ${id}`)
  const made = { ...present, ...content }
  const refusal = refusalOf(state, made)
  if (refusal !== undefined) return refusal
  const rulesets = state.rulesets.map((ruleset) => (ruleset.id === id ? made : ruleset))
  return { kind: 'made', made, next: { ...state, rulesets } }
}

export function removeRuleset(state: SetupState, id: string): Decided<undefined> {
  if (!state.rulesets.some((ruleset) => ruleset.id === id)) {
    return refused('NOT_FOUND', `Identity resolution not found: ${id}`)
  }
  const rulesets = state.rulesets.filter((ruleset) => ruleset.id !== id)
  return { kind: 'made', made: undefined, next: { ...state, rulesets } }
}

/** Ruleset ids and labels are unique whatever their case; only one ruleset may go without an id. */
function refusalOf(state: SetupState, ruleset: Ruleset): Refused | undefined {
  const problems = rulesetProblemsOf(ruleset)
  if (problems.length > 0) return refused('INVALID_INPUT', ...problems)
  const others = state.rulesets.filter(({ id }) => id !== ruleset.id)
  const isTaken = (textOf: (other: Ruleset) => string) =>
    others.some((other) => textOf(other).toLowerCase() === textOf(ruleset).toLowerCase())
  if (isTaken(({ rulesetId }) => rulesetId)) {
    return refused(
      'DUPLICATES_DETECTED',
      ruleset.rulesetId === ''
        ? 'There is a ruleset without a ruleset ID. Give this one a ruleset ID.'
        : `A ruleset with the ruleset ID ${ruleset.rulesetId} already exists.`,
    )
  }
  if (isTaken(({ label }) => label)) {
    return refused('DUPLICATES_DETECTED', `A ruleset named ${ruleset.label} already exists.`)
  }
  return undefined
}
