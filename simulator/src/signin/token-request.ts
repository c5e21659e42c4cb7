import type { FastifyRequest } from 'fastify'
import { formOf } from '../http/form.ts'

/** The parameters of the token endpoint, wherever a client put them; a blank one counts as missing (assumed). */
export type TokenRequest = {
  readonly grantType: string | undefined
  readonly clientId: string | undefined
  readonly clientSecret: string | undefined
  readonly scope: string | undefined
  readonly assertion: string | undefined
  readonly code: string | undefined
  readonly codeVerifier: string | undefined
  readonly redirectUri: string | undefined
  readonly refreshToken: string | undefined
  readonly username: string | undefined
  readonly password: string | undefined
}

/** Reads body, query string and HTTP Basic; the latter wins for the client's own credentials. */
export function readTokenRequest(request: FastifyRequest): TokenRequest {
  const form = formOf(request)
  const field = (name: string) => form.get(name) || undefined
  const client = readClient(request)
  return {
    grantType: field('grant_type'),
    clientId: client.id,
    clientSecret: client.secret,
    scope: field('scope'),
    assertion: field('assertion'),
    code: field('code'),
    codeVerifier: field('code_verifier'),
    redirectUri: field('redirect_uri'),
    refreshToken: field('refresh_token'),
    username: field('username'),
    password: field('password'),
  }
}

type Client = { readonly id: string | undefined; readonly secret: string | undefined }

/** The credentials of the client itself, by HTTP Basic or as parameters. */
export function readClient(request: FastifyRequest): Client {
  const form = formOf(request)
  const [, encoded] = /^Basic\s+(\S+)$/i.exec(request.headers.authorization ?? '') ?? []
  if (encoded === undefined) {
    return {
      id: form.get('client_id') || undefined,
      secret: form.get('client_secret') || undefined,
    }
  }
  const [id = '', ...secret] = Buffer.from(encoded, 'base64').toString('utf8').split(':')
  return { id: decoded(id) || undefined, secret: decoded(secret.join(':')) || undefined }
}

/** RFC 6749 wants both parts form-encoded; many clients send them plain. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
