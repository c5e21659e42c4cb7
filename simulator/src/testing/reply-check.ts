import { readFileSync } from 'node:fs'
import type { GivenReply } from '../http/reply-watch.ts'
import { readReplyRows, replyProblemOf } from './reply-shapes.ts'

const register = new URL('../../../docs/specs/simulator-differences.md', import.meta.url)

/** Checks the replies of one practice org against the document. */
export type ReplyCheck = {
  /** The option of `openPracticeOrg`. */
  readonly onReply: (reply: GivenReply) => void
  /** Called after each answer and at the end. @throws Error when a reply since the last call had no row */
  expectKnown(): void
}

/** @throws Error when the document cannot be read */
export function createReplyCheck(): ReplyCheck {
  const rows = readReplyRows(readFileSync(register, 'utf8'))
  let problems: readonly string[] = []
  return {
    onReply: (reply) => {
      const problem = replyProblemOf(rows, reply)
      if (problem !== undefined) problems = [...problems, problem]
    },
    expectKnown: () => {
      const found = new Set(problems)
      problems = []
      if (found.size > 0) throw new Error([...found].join('\n\n'))
    },
  }
}
