import { commentRules } from './comment-rules.ts'
import { cycleRule } from './cycle-rule.ts'
import { importRules } from './import-rules.ts'
import { languageRules } from './language-rules.ts'
import { nameRules } from './name-rules.ts'
import { platformRules } from './platform-rules.ts'
import { lineOf, type SourceFile } from './source-file.ts'
import { testRules } from './test-rules.ts'

/** Everything that the house style marks as checked and that can be seen in the source alone. */
export const rules = [
  ...importRules,
  cycleRule,
  ...languageRules,
  ...nameRules,
  ...platformRules,
  ...testRules,
  ...commentRules,
]

/** Every breach as one line: where, what, and what to do instead. */
export function breachesOf(files: readonly SourceFile[]): string[] {
  return rules.flatMap(({ name, instead, find }) =>
    find(files).map(({ file, start, what }) => {
      return `${file.path}:${lineOf(file, start)} ${what} [${name}]. Instead: ${instead}.`
    }),
  )
}
