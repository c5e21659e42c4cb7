import type { Switches } from '../control/switches.ts'

/**
 * What the exchange names to a client that came by loopback: our own address, in the form its switch asks for. Without a
 * TLS port there is only the one.
 */
export function loopbackTenantUrlOf(
  { loopbackInstanceUrl }: Pick<Switches, 'loopbackInstanceUrl'>,
  httpUrl: string,
  httpsUrl: string,
): string {
  if (loopbackInstanceUrl === 'http-url' || httpsUrl === '') return httpUrl
  return loopbackInstanceUrl === 'https-url' ? httpsUrl : httpsUrl.replace(/^https:\/\//, '')
}
