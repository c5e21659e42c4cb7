import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { openConnectClient } from './connect-client.ts'

/** An org that signs everybody in and answers every other request in one way. */
async function openOrg(answer: RequestListener) {
  const server = createServer((request, reply) => {
    if (request.url === '/services/oauth2/token') reply.end('{"access_token":"00D!a"}')
    else answer(request, reply)
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  // parsed: a server that listens on a port has such an address
  const { port } = server.address() as AddressInfo
  const access = { url: `http://127.0.0.1:${port}`, clientId: 'a', clientSecret: 'b' }
  return {
    client: await openConnectClient(access),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      server.close()
    },
  }
}

test('a page is no answer, whatever its status', async () => {
  await using org = await openOrg((_request, reply) => reply.end('<html>log in</html>'))
  await expect(org.client.call('POST', '/connections', {})).rejects.toThrow(
    /answers POST \/connections without JSON$/,
  )
})

test('a refusal says its code and every message, or that there is none', async () => {
  const errors = '[{"errorCode":"INVALID_INPUT","message":"A."},{"message":"B."}]'
  for (const [status, text, code, message] of [
    [400, errors, 'INVALID_INPUT', 'A. B.'],
    [502, '<html>bad gateway</html>', '502', 'no reason given'],
  ] as const) {
    await using org = await openOrg((_request, reply) => reply.writeHead(status).end(text))
    expect(await org.client.call('GET', '/connections')).toEqual({ kind: 'refused', code, message })
  }
})
