import { createServer, type RequestListener } from 'node:http'
import type { LookupAddress } from 'node:dns'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { openTransport, type TransportRequest } from './transport.ts'

const cleanups: (() => void)[] = []
afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup()
})

/** A server on loopback, and a transport that dials it for every host. */
async function openWorld(listener: RequestListener) {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const transport = openTransport({ dial: { baseUrl: `http://127.0.0.1:${port}` } })
  cleanups.push(() => {
    void transport[Symbol.asyncDispose]()
    server.closeAllConnections()
    server.close()
  })
  return transport
}

const request: TransportRequest = {
  url: 'https://acme.my.salesforce.com/services/oauth2/token?a=1',
  method: 'POST',
  headers: { 'content-type': 'text/plain' },
  body: 'hello',
  timeoutMs: 5_000,
  bodyBytesMax: 1_000,
}
const { signal } = new AbortController()

describe('under the override', () => {
  test('a request is dialled at the loopback address with the host of its real URL', async () => {
    const transport = await openWorld((incoming, response) => {
      let body = ''
      incoming.setEncoding('utf8').on('data', (chunk) => (body += chunk))
      incoming.on('end', () => {
        response.writeHead(201, { 'x-said': 'yes' })
        response.end([incoming.headers.host, incoming.method, incoming.url, body].join(' '))
      })
    })
    expect(await transport.request(request, signal)).toMatchObject({
      kind: 'answered',
      status: 201,
      headers: { 'x-said': 'yes' },
      body: 'acme.my.salesforce.com POST /services/oauth2/token?a=1 hello',
    })
  })

  test('a redirect is an answer and is not followed', async () => {
    const paths: (string | undefined)[] = []
    const transport = await openWorld((incoming, response) => {
      paths.push(incoming.url)
      response.writeHead(307, { location: '/elsewhere' }).end()
    })
    expect(await transport.request(request, signal)).toMatchObject({ status: 307 })
    expect(paths).toEqual(['/services/oauth2/token?a=1'])
  })

  test('an answer longer than asked for is given up, with its status told', async () => {
    const transport = await openWorld((_incoming, response) => {
      response.writeHead(400)
      response.end('x'.repeat(1_001))
    })
    expect(await transport.request(request, signal)).toEqual({
      kind: 'unreachable',
      reason: 'body_too_large',
      detail: 'status 400, then more than 1000 bytes',
    })
    expect(await transport.request({ ...request, bodyBytesMax: 1_001 }, signal)).toMatchObject({
      kind: 'answered',
    })
  })

  test('an endless answer is given up as soon as it is too long', async () => {
    const transport = await openWorld((_incoming, response) => {
      const pour = () => {
        while (response.write('x'.repeat(500)));
        response.once('drain', pour)
      }
      pour()
    })
    expect(await transport.request(request, signal)).toMatchObject({ reason: 'body_too_large' })
  })

  test('a connection that breaks before or inside the answer is a reset', async () => {
    const before = await openWorld((incoming) => incoming.socket.destroy())
    expect(await before.request(request, signal)).toMatchObject({ reason: 'reset' })
    const inside = await openWorld((incoming, response) => {
      response.writeHead(200, { 'content-length': '100' })
      response.write('half', () => incoming.socket.destroy())
    })
    expect(await inside.request(request, signal)).toMatchObject({ reason: 'reset' })
  })

  test('a request ends by its own time limit when no answer comes', async () => {
    const transport = await openWorld(() => undefined)
    expect(await transport.request({ ...request, timeoutMs: 30 }, signal)).toEqual({
      kind: 'unreachable',
      reason: 'timeout',
      detail: 'no whole answer within 30 ms',
    })
  })

  test('the time limit covers the answer to its last byte', async () => {
    const transport = await openWorld((_incoming, response) => {
      response.writeHead(200)
      response.write('a first byte')
    })
    const result = await transport.request({ ...request, timeoutMs: 30 }, signal)
    expect(result).toMatchObject({ reason: 'timeout' })
  })

  test('a signal ends a request under way, and stops one that has not begun', async () => {
    const stopping = new AbortController()
    const transport = await openWorld(() => stopping.abort())
    expect(await transport.request(request, stopping.signal)).toMatchObject({ reason: 'aborted' })
    let requestCount = 0
    const other = await openWorld((_incoming, response) => {
      requestCount += 1
      response.end()
    })
    expect(await other.request(request, stopping.signal)).toMatchObject({ reason: 'aborted' })
    expect(requestCount).toBe(0)
  })

  test('nobody listening is a failed connection', async () => {
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    await new Promise((resolve) => server.close(resolve))
    await using transport = openTransport({ dial: { baseUrl: `http://127.0.0.1:${port}` } })
    expect(await transport.request(request, signal)).toMatchObject({ reason: 'connect' })
  })

  test.each(['http://127.0.0.1:8090', 'http://127.9.9.9', 'http://[::1]:1', 'http://localhost:1/'])(
    '%s is taken',
    async (baseUrl) => {
      await using transport = openTransport({ dial: { baseUrl } })
      expect(transport).toBeDefined()
    },
  )

  test.each([
    'http://10.0.0.1:8090',
    'http://example.com',
    'http://localhost.example.com',
    'https://127.0.0.1:8090',
    'http://user@127.0.0.1',
    'http://127.0.0.1/path',
    'http://0.0.0.0:8090',
    'ftp://127.0.0.1',
    'no url',
  ])('%s is refused', (baseUrl) => {
    expect(() => openTransport({ dial: { baseUrl } })).toThrow(
      expect.objectContaining({ code: 'config.invalid' }),
    )
  })
})

describe('without the override', () => {
  test.each(['http://example.com/', 'https://127.0.0.1/', 'https://[::1]/', 'https://2130706433/'])(
    '%s is not asked',
    async (url) => {
      await using transport = openTransport()
      expect(await transport.request({ ...request, url }, signal)).toMatchObject({
        kind: 'unreachable',
        reason: 'blocked',
      })
    },
  )

  test('a name that leads to this machine is not connected to, even among public addresses', async () => {
    let connectionCount = 0
    const server = createServer().on('connection', () => (connectionCount += 1))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    cleanups.push(() => server.close())
    const { port } = server.address() as AddressInfo
    const answers: LookupAddress[][] = [
      [{ address: '127.0.0.1', family: 4 }],
      [
        { address: '93.184.215.14', family: 4 },
        { address: '127.0.0.1', family: 4 },
      ],
    ]
    await using transport = openTransport({ resolve: async () => answers.shift() ?? [] })
    const url = `https://rebound.example.com:${port}/`
    expect(await transport.request({ ...request, url }, signal)).toMatchObject({
      reason: 'blocked',
    })
    expect(await transport.request({ ...request, url }, signal)).toMatchObject({
      reason: 'blocked',
    })
    expect(connectionCount).toBe(0)
  })

  test('a name that does not exist is told apart from one that cannot be looked up', async () => {
    const codes = ['ENOTFOUND', 'EAI_AGAIN']
    await using transport = openTransport({
      resolve: async () => {
        throw Object.assign(new Error('no address'), { code: codes.shift() })
      },
    })
    expect(await transport.request(request, signal)).toMatchObject({ reason: 'name_unknown' })
    expect(await transport.request(request, signal)).toMatchObject({ reason: 'dns' })
  })
})
