import { Type, type Static } from 'typebox'
import { isoOf } from '../../platform/clock.ts'
import type { AccessStore, AdminToken } from '../../store/store.ts'
import { pageFrom, pageOf, pageQuery } from '../page.ts'
import { notFound } from '../refusal.ts'
import { route } from '../route.ts'
import type { Access } from './access.ts'

type Needs = {
  readonly access: Pick<Access, 'issueToken'>
  readonly store: { readonly access: Pick<AccessStore, 'list' | 'delete'> }
}

const closed = { additionalProperties: false }

/** A token of the admin API, without its secret. */
export const ApiToken = Type.Object(
  { id: Type.String(), name: Type.String(), created_at: Type.String() },
  closed,
)

/** A token just made: the one time its secret is shown. */
export const NewApiToken = Type.Object({ ...ApiToken.properties, token: Type.String() }, closed)

const TokenRequest = Type.Object({ name: Type.String({ minLength: 1, maxLength: 120 }) }, closed)
const TokenPlace = Type.Object({ id: Type.String({ maxLength: 100 }) }, closed)

const tag = 'tokens'

export const tokenRoutes = [
  route(
    {
      operationId: 'createToken',
      tag,
      summary: 'Makes an API token; its secret is shown this once',
      method: 'POST',
      path: '/v1/admin/tokens',
      access: 'authenticated',
      body: TokenRequest,
      answer: { status: 201, description: 'The token.', schema: NewApiToken },
    },
    async ({ body }, { access }: Needs) => {
      const { token, stored } = await access.issueToken(body.name)
      return { ...viewOf(stored), token }
    },
  ),
  route(
    {
      operationId: 'listTokens',
      tag,
      summary: 'API tokens, newest first',
      method: 'GET',
      path: '/v1/admin/tokens',
      access: 'authenticated',
      query: Type.Object(pageQuery, closed),
      answer: { status: 200, description: 'One page.', schema: pageOf(ApiToken) },
    },
    async ({ query }, { store }: Needs) => {
      const tokens = (await apiTokensIn(store.access)).map(viewOf)
      return pageFrom(tokens, (token) => token.id, query)
    },
  ),
  route(
    {
      operationId: 'deleteToken',
      tag,
      summary: 'Revokes an API token at once',
      method: 'DELETE',
      path: '/v1/admin/tokens/{id}',
      access: 'authenticated',
      params: TokenPlace,
      answer: { status: 204, description: 'Revoked.', schema: Type.Null() },
    },
    async ({ params }, { store }: Needs) => {
      const isToken = (await apiTokensIn(store.access)).some((token) => token.id === params.id)
      if (!isToken) return notFound(`token ${params.id}`)
      await store.access.delete(params.id)
      return null
    },
  ),
]

async function apiTokensIn(store: Pick<AccessStore, 'list'>): Promise<AdminToken[]> {
  const tokens = (await store.list()).filter((token) => token.kind === 'token')
  return tokens.sort((one, other) => other.createdAtMs - one.createdAtMs)
}

function viewOf(token: AdminToken): Static<typeof ApiToken> {
  return { id: token.id, name: token.name, created_at: isoOf(token.createdAtMs) }
}
