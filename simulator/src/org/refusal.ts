import type { SetupState } from './setup.ts'

/** Error codes of Connect REST, for what an admin asked for and cannot have. Sources stand beside their use. */
export type RefusalCode =
  | 'INVALID_INPUT'
  | 'ILLEGAL_QUERY_PARAMETER_VALUE'
  | 'DUPLICATES_DETECTED'
  | 'DUPLICATE_DLO_TO_DMO_MAPPING'
  | 'DEPENDENCY_EXISTS'
  | 'LIMIT_EXCEEDED'
  | 'NOT_FOUND'

export type Refused = {
  readonly kind: 'refused'
  readonly code: RefusalCode
  /** Every problem, each in a sentence. */
  readonly problems: readonly string[]
  readonly next?: never
}

/** What a change of the setup made, or why it was refused: the decision that `Setup.change` wants. */
export type Decided<Made> =
  | { readonly kind: 'made'; readonly next: SetupState; readonly made: Made }
  | Refused

export function refused(code: RefusalCode, ...problems: readonly string[]): Refused {
  return { kind: 'refused', code, problems }
}
