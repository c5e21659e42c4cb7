import type { FastifyReply, FastifyRequest } from 'fastify'
import type { TSchema } from 'typebox'
import type { Validator } from 'typebox/compile'
import { problemsInWords } from '../http/problem-words.ts'
import { jsonOf } from '../http/request-json.ts'
import { sendConnectError } from './connect-reply.ts'

/** Says what is wrong with a body of Connect REST; code and words of a broken one follow {SDK}. */
export type BodyReading<Value> =
  | { readonly kind: 'read'; readonly value: Value }
  | { readonly kind: 'refused'; readonly code: string; readonly problem: string }

export function readBody<Schema extends TSchema, Value>(
  check: Validator<Record<never, never>, Schema, Value>,
  request: FastifyRequest,
): BodyReading<Value> {
  const json = jsonOf(request.body)
  if (json === undefined) {
    const problem = 'The request body is no JSON.'
    return { kind: 'refused', code: 'JSON_PARSER_ERROR', problem }
  }
  if (check.Check(json)) return { kind: 'read', value: json }
  return { kind: 'refused', code: 'JSON_PARSER_ERROR', problem: problemOf(check.Errors(json)) }
}

/** The first problem, with what else was allowed in its place. */
function problemOf(errors: Parameters<typeof problemsInWords>[0]): string {
  const [problem] = problemsInWords(
    errors,
    (place) => place.slice(1).replaceAll('/', '.') || 'The request body',
  )
  return `${problem ?? 'The request body is not as expected'}.`
}

export function sendBodyRefusal(
  reply: FastifyReply,
  { code, problem }: Extract<BodyReading<never>, { kind: 'refused' }>,
): FastifyReply {
  return sendConnectError(reply, 400, code, problem)
}
