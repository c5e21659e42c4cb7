import { queryOptions } from '@tanstack/react-query'
import { ApiError, isSignedOut } from './api-error.ts'
import { admin, bodyOf } from './client.ts'
import type { components } from './generated/admin.ts'

type Session = components['schemas']['Session']

export const sessionKey = ['session'] as const

/** Who is signed in; null when nobody is. While the hub is away it is asked again every two seconds. */
export const sessionQuery = queryOptions({
  queryKey: sessionKey,
  queryFn: async ({ signal }): Promise<Session | null> => {
    try {
      return await bodyOf(admin.GET('/v1/admin/session', { signal }))
    } catch (error) {
      if (isSignedOut(error)) return null
      throw error
    }
  },
  retry: false,
  refetchInterval: ({ state }) => (state.status === 'error' ? 2_000 : false),
})

/**
 * Signs in with the code of a one-time link.
 * @throws ApiError 401 when the link is unknown, used or too old
 */
export async function signIn(link: string): Promise<Session> {
  if (link === '')
    throw new ApiError(
      401,
      'LINK_INCOMPLETE',
      'The address holds no code behind #. Copy the whole link.',
    )
  return bodyOf(admin.POST('/v1/admin/session', { body: { link } }))
}

export async function signOut(): Promise<void> {
  await bodyOf(admin.DELETE('/v1/admin/session'))
}
