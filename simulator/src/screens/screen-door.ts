/**
 * What the routes behind the screens have in common: who may call them, how their bodies are read, and how they refuse.
 */
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { TSchema } from 'typebox'
import type { Validator } from 'typebox/compile'
import { sendHtmlError } from '../http/page-reply.ts'
import { placeOf } from '../http/place.ts'
import { problemsInWords } from '../http/problem-words.ts'
import { jsonOf } from '../http/request-json.ts'
import type { Org } from '../org/org.ts'

/**
 * Lets a request pass that came to the loopback address and from no foreign page: a browser names the page's origin, and
 * somebody else's website must not change this org.
 */
export function onLoopbackOnly(org: Org) {
  return async (
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<FastifyReply | undefined> => {
    const { host, origin } = request.headers
    if (placeOf(host, org).kind !== 'loopback') return sendHtmlError(reply, 404, 'Page not found')
    if (origin === undefined || origin === `http://${host}` || origin === `https://${host}`) {
      return undefined
    }
    return sendRefusal(reply, 403, {
      code: 'FOREIGN_ORIGIN',
      message: `Pages of ${origin} may not use the practice org. Open its own screens instead.`,
    })
  }
}

/** What a screen is told when something cannot be done; the message says what to do. */
export type ScreenRefusal = { readonly code: string; readonly message: string }

export function sendRefusal(
  reply: FastifyReply,
  status: number,
  { code, message }: ScreenRefusal,
): FastifyReply {
  return reply.code(status).send({ error: { code, message } })
}

export type ScreenBody<Value> =
  | { readonly kind: 'read'; readonly value: Value }
  | { readonly kind: 'refused'; readonly refusal: ScreenRefusal }

/** Reads a JSON body, which the server hands over as bytes. */
export function bodyOf<Type extends TSchema, Value>(
  check: Validator<Record<never, never>, Type, Value>,
  { body }: FastifyRequest,
): ScreenBody<Value> {
  const json = jsonOf(body)
  if (check.Check(json)) return { kind: 'read', value: json }
  const problems = problemsInWords(check.Errors(json), (place) => place || 'body')
  return { kind: 'refused', refusal: { code: 'INVALID_BODY', message: problems.join('; ') } }
}
