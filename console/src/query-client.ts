import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query'
import { HubAwayError, isSignedOut } from './api/api-error.ts'
import { sessionKey } from './api/session.ts'

const retryDelayMs = 2_000

/** Tells the page that nobody is signed in any more, wherever that was noticed. */
export function noticeSignedOut(client: QueryClient, error: unknown): void {
  if (isSignedOut(error)) client.setQueryData(sessionKey, null)
}

/** Answers are kept on screen while the hub is away, and asked for again until it is back. */
export function createQueryClient(): QueryClient {
  const client: QueryClient = new QueryClient({
    queryCache: new QueryCache({ onError: (error) => noticeSignedOut(client, error) }),
    mutationCache: new MutationCache({ onError: (error) => noticeSignedOut(client, error) }),
    defaultOptions: {
      queries: {
        // On loopback and in a private network the browser's own word on being online means nothing.
        networkMode: 'always',
        retry: false,
        refetchInterval: ({ state }) =>
          state.error instanceof HubAwayError ? retryDelayMs : false,
      },
      mutations: { networkMode: 'always', retry: false },
    },
  })
  return client
}
