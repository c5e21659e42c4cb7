import { pathOf } from './error-place.ts'

/** What a request asks for, as its address says; nothing for what is our own, such as the control API. */
export type RequestKind = {
  readonly target: 'sign-in' | 'exchange' | 'ingest' | 'query' | 'connect'
  /** The names in a streaming address. */
  readonly endpoint: { readonly connector: string; readonly object: string } | undefined
}

export function requestKindOf(url: string): RequestKind | undefined {
  const path = pathOf(url)
  const target = targetOf(path)
  if (target === undefined) return undefined
  return { target, endpoint: target === 'ingest' ? endpointOf(path) : undefined }
}

function targetOf(path: string): RequestKind['target'] | undefined {
  if (path.startsWith('/services/oauth2/token')) return 'sign-in'
  if (path.startsWith('/services/a360/token')) return 'exchange'
  if (path.startsWith('/services/data/')) return 'connect'
  if (path.startsWith('/api/v1/ingest/')) return 'ingest'
  if (path.startsWith('/api/')) return 'query'
  return undefined
}

function endpointOf(path: string): RequestKind['endpoint'] {
  const [, , , , sources, connector, object] = path.split('/')
  if (sources !== 'sources' || connector === undefined || object === undefined) return undefined
  return { connector, object }
}
