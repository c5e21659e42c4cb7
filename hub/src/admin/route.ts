import type { Readable } from 'node:stream'
import { Type, type Static, type TSchema } from 'typebox'
import { Compile } from 'typebox/compile'
import { fieldProblemsOf } from './explain.ts'
import { invalid, type Refusal } from './refusal.ts'

/**
 * One call of the admin API, said once: the schemas check the request, type its handler and are printed into
 * `openapi/admin.json`.
 */
export type Operation<
  Params extends TSchema,
  Query extends TSchema,
  Body extends TSchema,
  Answer,
> = {
  /** Name of the generated client's function: never changed once published. */
  readonly operationId: string
  readonly tag: string
  readonly summary: string
  readonly description?: string
  readonly method: Method
  /** With `{name}` for parameters, as OpenAPI writes it. */
  readonly path: string
  readonly access: RouteAccess
  readonly params?: Params
  readonly query?: Query
  readonly body?: Body
  readonly answer: AnswerSpec<Answer>
  /** Refusals peculiar to this call; the general ones (401, 422, 429 …) are printed for all. */
  readonly refusals?: Readonly<Record<number, string>>
}

export type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE'

/** `open` needs no token; `probe` is open and answers under any Host, for machines that look after the process. */
export type RouteAccess = 'authenticated' | 'open' | 'probe'

export type AnswerSpec<Answer> = {
  readonly status: 200 | 201 | 202 | 204
  readonly description: string
  readonly schema: Answer
  /** `application/json` when left out. */
  readonly contentType?: string
}

/** Who calls: what the token or the session says. */
export type Caller = {
  readonly tokenId: string
  readonly name: string
  readonly kind: 'token' | 'session'
  readonly expiresAtMs: number | null
}

/** A checked request. */
export type Call<Params, Query, Body> = {
  readonly params: Params
  readonly query: Query
  readonly body: Body
  /** Null only where the operation's access is not `authenticated`. */
  readonly caller: Caller | null
  /** Request headers, lower case. */
  readonly header: (name: string) => string | undefined
  /** Adds a header to the answer. */
  readonly setHeader: (name: string, value: string) => void
  /** Aborts when the client has gone or the hub stops. */
  readonly signal: AbortSignal
}

/** A request as it came: nothing of it is checked yet. */
export type RawCall = Omit<Call<unknown, unknown, unknown>, never>

/** An operation and what carries it out. `Needs` is only what its handler asks for. */
export type Route<Needs> = {
  readonly operation: Operation<TSchema, TSchema, TSchema, TSchema>
  /** Checks, carries out, and gives the answer's body. */
  run(raw: RawCall, needs: Needs): Promise<unknown>
}

/** What a handler may answer: the body its schema names, a refusal, or a stream of text. */
export type Answered<Answer extends TSchema> = Static<Answer> | Refusal | Readable

const NoFields = Type.Object({}, { additionalProperties: false })

/** Joins an operation and its handler; checks the request before the handler sees it. */
export function route<
  Needs,
  Answer extends TSchema,
  Params extends TSchema = typeof NoFields,
  Query extends TSchema = typeof NoFields,
  Body extends TSchema = typeof NoFields,
>(
  operation: Operation<Params, Query, Body, Answer>,
  handle: (
    call: Call<Static<Params>, Static<Query>, Static<Body>>,
    needs: Needs,
  ) => Promise<Answered<Answer>>,
): Route<Needs> {
  const checkedParams = checkOf<Static<Params>>(operation.params ?? NoFields)
  const checkedQuery = checkOf<Static<Query>>(operation.query ?? NoFields)
  const checkedBody = checkOf<Static<Body>>(operation.body ?? NoFields)
  return {
    operation,
    async run(raw, needs) {
      const params = checkedParams(raw.params, true)
      const query = checkedQuery(raw.query, true)
      const body = checkedBody(raw.body ?? {}, false)
      const wrong = [params, query, body].flatMap((part) =>
        part.kind === 'wrong' ? part.problems : [],
      )
      if (params.kind === 'wrong' || query.kind === 'wrong' || body.kind === 'wrong')
        return invalid(wrong)
      return handle({ ...raw, params: params.value, query: query.value, body: body.value }, needs)
    },
  }
}

type Checked<Value> =
  | { readonly kind: 'right'; readonly value: Value }
  | { readonly kind: 'wrong'; readonly problems: ReturnType<typeof fieldProblemsOf> }

/** A check made once for each schema. Text from a path or a query is turned into numbers and truth values first. */
function checkOf<Value>(schema: TSchema): (value: unknown, isText: boolean) => Checked<Value> {
  const validator = Compile(schema)
  return (given, isText) => {
    const value = isText ? validator.Convert(given) : given
    if (!validator.Check(value))
      return { kind: 'wrong', problems: fieldProblemsOf(validator.Errors(value)) }
    return { kind: 'right', value: value as Value } // parsed: the schema has just been checked
  }
}
