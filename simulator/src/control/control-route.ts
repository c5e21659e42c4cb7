/**
 * How the routes of the control API are made: each says what it is for and what body it takes, so that one list serves
 * requests and describes itself as OpenAPI.
 */
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { TSchema } from 'typebox'
import type { Validator } from 'typebox/compile'
import { queryOf } from '../http/request-query.ts'
import type { Org } from '../org/org.ts'
import { bodyOf, onLoopbackOnly, sendRefusal } from '../screens/screen-door.ts'

export type ControlAnswer =
  | { readonly kind: 'done'; readonly value: unknown }
  | {
      readonly kind: 'refused'
      readonly status: 400 | 404
      readonly code: string
      readonly message: string
    }

export type ControlRoute = {
  readonly method: 'get' | 'post' | 'put' | 'patch'
  /** Below `/practice-org`; `:name` is one part of it. */
  readonly path: string
  readonly summary: string
  readonly body?: TSchema
  readonly query?: TSchema
  run(request: FastifyRequest): ControlAnswer | Promise<ControlAnswer>
}

export function done(value: unknown): ControlAnswer {
  return { kind: 'done', value }
}

export function refused(status: 400 | 404, code: string, message: string): ControlAnswer {
  return { kind: 'refused', status, code, message }
}

/** The body and what is done with it, once it is fit. */
export function withBody<Type extends TSchema, Value>(
  check: Validator<Record<never, never>, Type, Value>,
  act: (value: Value) => ControlAnswer | Promise<ControlAnswer>,
): Pick<ControlRoute, 'body' | 'run'> {
  return {
    body: check.Type(),
    run: (request) => {
      const reading = bodyOf(check, request)
      if (reading.kind === 'read') return act(reading.value)
      return refused(400, reading.refusal.code, reading.refusal.message)
    },
  }
}

/** The same for parameters behind the `?`; numbers come as text. */
export function withQuery<Type extends TSchema, Value>(
  check: Validator<Record<never, never>, Type, Value>,
  act: (value: Value) => ControlAnswer | Promise<ControlAnswer>,
): Pick<ControlRoute, 'query' | 'run'> {
  return {
    query: check.Type(),
    run: ({ url }) => {
      const given = check.Convert(Object.fromEntries(queryOf({ url })))
      if (check.Check(given)) return act(given)
      const problems = check
        .Errors(given)
        .map((error) => `${error.instancePath || 'query'} ${error.message}`)
      return refused(400, 'INVALID_QUERY', problems.join('; '))
    },
  }
}

/** A part of the path that the router has matched. */
export function partOf({ params }: FastifyRequest, name: string): string {
  const parts: object = typeof params === 'object' && params !== null ? params : {}
  const value: unknown = Reflect.get(parts, name)
  return typeof value === 'string' ? value : ''
}

/** Answers on the loopback address only, and no foreign page of a browser. */
export function serveControlRoutes(
  app: FastifyInstance,
  org: Org,
  routes: readonly ControlRoute[],
): void {
  const onRequest = onLoopbackOnly(org)
  for (const route of routes) {
    app.route({
      method: route.method,
      url: `/practice-org${route.path}`,
      onRequest,
      handler: async (request, reply) => {
        const answer = await route.run(request)
        if (answer.kind === 'done') return reply.send(answer.value)
        return sendRefusal(reply, answer.status, answer)
      },
    })
  }
}
