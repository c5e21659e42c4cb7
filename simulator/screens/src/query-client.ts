import { QueryClient } from '@tanstack/react-query'
import { OrgAwayError } from './api/call.ts'

const retryDelayMs = 2_000

/** Answers are kept on screen while the practice org is away, and asked for again until it is back. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        // On loopback the browser's own word on being online means nothing.
        networkMode: 'always',
        retry: false,
        refetchInterval: ({ state }) =>
          state.error instanceof OrgAwayError ? retryDelayMs : false,
      },
      mutations: { networkMode: 'always', retry: false },
    },
  })
}
