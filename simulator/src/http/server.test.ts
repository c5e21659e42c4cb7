import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { connect } from 'node:net'
import { request } from 'undici'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  openPracticeClient,
  pageViewPath,
  type PracticeClient,
} from '../testing/practice-client.ts'
import { closeWhenIdle } from './server.ts'

let client: PracticeClient
let token: string
beforeAll(async () => {
  client = await openPracticeClient({}, { isLakeNeeded: false })
  token = await client.tenantToken()
})
afterAll(() => client[Symbol.asyncDispose]())

/** Sends bytes as they are, and reads until the connection ends. */
async function sendBytes(bytes: string, end: 'wait' | 'end' | 'reset' = 'wait'): Promise<string> {
  const socket = connect(Number(new URL(client.url).port), '127.0.0.1')
  let text = ''
  socket.on('data', (chunk: Buffer) => {
    text += chunk.toString()
  })
  socket.on('error', () => undefined)
  const closed = new Promise((resolve) => socket.once('close', resolve))
  await once(socket, 'connect')
  if (end === 'end') socket.end(bytes)
  else socket.write(bytes)
  if (end === 'reset') {
    await client.control('GET', 'clock')
    socket.resetAndDestroy()
  }
  await closed
  return text
}
const statsOf = async () => (await client.control('GET', 'stats')).json
const head = `Host: 127.0.0.1\r\nAuthorization: Bearer ${'{token}'}\r\nContent-Type: application/json\r\n`
const upsertHead = () => `POST ${pageViewPath} HTTP/1.1\r\n${head.replace('{token}', token)}`

describe('what is no request', () => {
  test.each([
    ['no HTTP at all', 'hello\r\n\r\n', '400 Bad Request'],
    ['bytes of TLS', '\u0016\u0003\u0001\u0002\u0000', '400 Bad Request'],
    ['an unknown method', 'TAKE / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n', '400 Bad Request'],
    [
      'two lengths',
      'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n',
      '400 Bad Request',
    ],
    [
      'length and chunks',
      'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n',
      '400 Bad Request',
    ],
    ['no host', 'GET / HTTP/1.1\r\n\r\n', '400 Bad Request'],
    [
      'giant headers',
      `GET / HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`,
      '431 Request Header',
    ],
    [
      'broken chunks',
      'POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n',
      '400 Bad Request',
    ],
  ])('is refused: %s', async (_what, bytes, expected) => {
    expect(await sendBytes(bytes)).toContain(`HTTP/1.1 ${expected}`)
  })

  test('is counted', async () => {
    const before = await statsOf()
    await sendBytes('hello\r\n\r\n')
    const after = await statsOf()
    expect(after['brokenRequestCount']).toBe(Number(before['brokenRequestCount']) + 1)
  })
})

describe('a request that does not end', () => {
  test('is counted as one without an answer, whether it ends politely or not', async () => {
    const before = await statsOf()
    const cut = `${upsertHead()}Content-Length: 1000\r\n\r\n{"data":[`
    await sendBytes(cut, 'reset')
    await sendBytes(cut, 'end')
    await expect
      .poll(async () => Number((await statsOf())['requestCount']))
      .toBeGreaterThanOrEqual(Number(before['requestCount']) + 3)
    const { objects } = (await statsOf()) as { objects: Record<string, { acceptedCount: number }> }
    expect(objects['page_view']?.acceptedCount).toBe(0)
  })

  test('is answered 408 when its headers take too long', async () => {
    const answer = await sendBytes('GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ')
    expect(answer).toContain('HTTP/1.1 408 Request Timeout')
  })
})

describe('a connection on which nothing moves', () => {
  const open = async (server: Server) => {
    closeWhenIdle(server, 50)
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/`
  }

  test('is left alone while its client waits for the answer', async () => {
    const server = createServer((_request, response) => {
      server.once('timeout', () => response.end('late'))
    })
    const answer = await request(await open(server))
    expect(await answer.body.text()).toBe('late')
    server.closeAllConnections()
    server.close()
  })

  test('is closed when its client does not read the answer', async () => {
    const server = createServer((_request, response) => {
      response.write('x'.repeat(50_000_000))
    })
    const { port } = new URL(await open(server))
    const socket = connect(Number(port), '127.0.0.1')
    socket.pause()
    socket.write('GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n')
    const [atServer] = (await once(server, 'connection')) as [{ once: typeof socket.once }]
    await new Promise((resolve) => atServer.once('close', () => resolve(undefined)))
    socket.destroy()
    server.close()
  })
})

describe('several requests at once on one connection', () => {
  test('are answered in their order', async () => {
    const get = (path: string, more = '') =>
      `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n${more}\r\n`
    const bytes = [
      get('/practice-org/clock'),
      get('/nowhere'),
      get('/api/v1/metadata', 'Connection: close\r\n'),
    ]
    const answer = await sendBytes(bytes.join(''))
    expect(answer.match(/HTTP\/1\.1 \d{3}/g)).toEqual([
      ...['HTTP/1.1 200', 'HTTP/1.1 404', 'HTTP/1.1 401'],
    ])
  })

  test('after a reset none is answered', async () => {
    await client.control('PUT', 'faults', [{ target: 'query', kind: 'reset-before' }])
    const get = 'GET /api/v1/metadata HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n'
    expect(await sendBytes(get + get)).toBe('')
    expect((await client.control('GET', 'clock')).status).toBe(200)
  })
})

describe('an address', () => {
  test('that cannot be decoded is refused in our own words', async () => {
    for (const path of ['/%zz', '/api/v1/ingest/sources/%zz/x']) {
      const answer = await sendBytes(
        `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n`,
      )
      expect(answer).toContain('HTTP/1.1 400')
      expect(answer).toContain('<h1>Bad request</h1>')
    }
  })

  test('may have a long part, as the id of a record can be', async () => {
    const path = `/api/v1/ingest/sources/dataset-12345/${'x'.repeat(500)}`
    expect((await client.call({ method: 'POST', path, token, body: {} })).status).toBe(404)
  })
})

describe('a body larger than any limit', () => {
  test.each([
    ['/services/oauth2/token', '127.0.0.1', 'text/html'],
    ['/services/oauth2/token', 'your-org.my.salesforce.com', 'text/html'],
    ['/practice-org/land', '127.0.0.1', 'text/html'],
    [pageViewPath, '127.0.0.1', 'application/json'],
  ])('is refused in the manner of its host: %s of %s', async (path, host, contentType) => {
    const head = `POST ${path} HTTP/1.1\r\nHost: ${host}\r\nAuthorization: Bearer ${token}\r\n`
    const answer = await sendBytes(
      `${head}Content-Type: application/json\r\nContent-Length: 99999999\r\n\r\n`,
      'end',
    )
    expect(answer).toContain('HTTP/1.1 413')
    expect(answer).toContain(`content-type: ${contentType}`)
  })
})
