import type { Source } from '../core/source.ts'

/**
 * Whether a page of this origin may send to a source. An entry of the list is a host (`shop.example.com`), a host with
 * all below it (`*.example.com`) or a whole origin (`https://shop.example.com:8443`); an empty list allows all.
 */
export function isOriginAllowed(origin: string | null, source: Source): boolean {
  if (origin === null || source.domainAllowlist.length === 0) return true
  const url = URL.parse(origin)
  if (url === null) return false
  return source.domainAllowlist.some((entry) => matches(entry.trim().toLowerCase(), url))
}

function matches(entry: string, url: URL): boolean {
  if (entry.includes('://')) return URL.parse(entry)?.origin === url.origin
  if (entry.startsWith('*.')) return url.hostname.endsWith(entry.slice(1))
  return entry === url.hostname || entry === url.host
}
