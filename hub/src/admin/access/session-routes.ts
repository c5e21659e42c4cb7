import { stringifySetCookie } from 'cookie'
import { Type } from 'typebox'
import { isoOf } from '../../platform/clock.ts'
import { Refusal } from '../refusal.ts'
import { route, type Caller } from '../route.ts'
import { sessionMsMax, type Access } from './access.ts'
import { sessionCookieName } from './authenticate.ts'

type Needs = { readonly access: Pick<Access, 'startSession' | 'endSession'> }

/** Who is signed in. */
export const Session = Type.Object(
  {
    kind: Type.Enum(['token', 'session']),
    name: Type.String(),
    expires_at: Type.Union([Type.String(), Type.Null()]),
  },
  { additionalProperties: false },
)

const SessionStart = Type.Object(
  {
    link: Type.String({
      minLength: 1,
      maxLength: 200,
      description: 'The code after # in the sign-in link.',
    }),
  },
  { additionalProperties: false },
)

export const sessionRoutes = [
  route(
    {
      operationId: 'createSession',
      tag: 'session',
      summary: 'Signs the console in with the code of a one-time link',
      description: 'Sets the HttpOnly cookie `signal_session`.',
      method: 'POST',
      path: '/v1/admin/session',
      access: 'open',
      body: SessionStart,
      answer: { status: 201, description: 'Signed in.', schema: Session },
      refusals: { 401: 'The link is unknown, used or too old.' },
    },
    async ({ body, header, setHeader }, { access }: Needs) => {
      const session = await access.startSession(body.link)
      if (session === null) return new Refusal(linkRefused)
      setHeader('set-cookie', cookieOf(session.secret, sessionMsMax, isHttps(header)))
      return { kind: 'session' as const, name: 'Console', expires_at: isoOf(session.expiresAtMs) }
    },
  ),
  route(
    {
      operationId: 'getSession',
      tag: 'session',
      summary: 'Who is signed in',
      method: 'GET',
      path: '/v1/admin/session',
      access: 'authenticated',
      answer: { status: 200, description: 'The session, or the token used.', schema: Session },
    },
    async ({ caller }) => sessionOf(caller),
  ),
  route(
    {
      operationId: 'deleteSession',
      tag: 'session',
      summary: 'Signs the console out',
      method: 'DELETE',
      path: '/v1/admin/session',
      access: 'authenticated',
      answer: { status: 204, description: 'Signed out.', schema: Type.Null() },
    },
    async ({ caller, header, setHeader }, { access }: Needs) => {
      if (caller?.kind === 'session') await access.endSession(caller.tokenId)
      setHeader('set-cookie', cookieOf('', 0, isHttps(header)))
      return null
    },
  ),
]

const linkRefused = {
  status: 401,
  code: 'INVALID_CREDENTIALS',
  message:
    'The sign-in link cannot be used: it works once and for an hour. Restart the hub for a new one.',
} as const

function sessionOf(caller: Caller | null) {
  const { kind, name, expiresAtMs } = caller ?? {
    kind: 'token' as const,
    name: '',
    expiresAtMs: null,
  }
  return { kind, name, expires_at: expiresAtMs === null ? null : isoOf(expiresAtMs) }
}

function isHttps(header: (name: string) => string | undefined): boolean {
  return header('x-forwarded-proto') === 'https'
}

/** `Secure` only where the browser came by HTTPS: on plain loopback some browsers would drop the cookie. */
function cookieOf(value: string, ageMsMax: number, secure: boolean): string {
  return stringifySetCookie({
    name: sessionCookieName,
    value,
    maxAge: ageMsMax / 1000,
    path: '/',
    httpOnly: true,
    sameSite: 'strict',
    secure,
  })
}
