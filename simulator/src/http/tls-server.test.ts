import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Agent, request } from 'undici'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openPracticeClient, type PracticeClient } from '../testing/practice-client.ts'

let folder: string
let client: PracticeClient
let dispatcher: Agent
let https: { readonly url: string; readonly certificateFile: string }
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'practice-org-'))
  client = await openPracticeClient({ tlsPort: 0, dataDir: folder }, { isLakeNeeded: false })
  https = (await client.control('GET', 'state')).json['https'] as typeof https
  dispatcher = new Agent({ connect: { ca: await readFile(https.certificateFile, 'utf8') } })
})
afterAll(async () => {
  await dispatcher.close()
  await client[Symbol.asyncDispose]()
  await rm(folder, { recursive: true, force: true })
})

describe('over TLS', () => {
  test('a client that trusts its certificate signs in and ingests', async () => {
    const token = await client.tenantToken()
    const answer = await request(`${https.url}/api/v1/ingest/sources/dataset-12345/page_view`, {
      method: 'POST',
      dispatcher,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ data: [] }),
    })
    expect(answer.statusCode).toBe(202)
    expect(await answer.body.json()).toEqual({ accepted: true })
  })

  test('its certificate is good for every name the practice org has', async () => {
    const { port } = new URL(https.url)
    const answer = await request(`https://localhost:${port}/practice-org/clock`, { dispatcher })
    expect(answer.statusCode).toBe(200)
    await answer.body.dump()
  })

  test('nobody is served who does not trust it', async () => {
    await expect(request(`${https.url}/practice-org/clock`)).rejects.toMatchObject({
      code: 'DEPTH_ZERO_SELF_SIGNED_CERT',
    })
  })

  test.each([
    ['http-url', () => client.url],
    ['https-url', () => https.url],
    ['https-bare-host', () => https.url.slice('https://'.length)],
  ] as const)('the exchange names its address as %s', async (loopbackInstanceUrl, expected) => {
    await client.control('PATCH', 'switches', { loopbackInstanceUrl })
    const core = await client.signIn()
    const tenant = await client.exchange(String(core.json['access_token']))
    expect(tenant.json['instance_url']).toBe(expected())
  })

  test('a reset connection is closed without a word', async () => {
    await client.control('PUT', 'faults', [{ target: 'query', kind: 'reset-before' }])
    await expect(request(`${https.url}/api/v1/metadata`, { dispatcher })).rejects.toMatchObject({
      code: 'UND_ERR_SOCKET',
    })
  })

  test('the certificate is kept in the folder', async () => {
    const before = await readFile(https.certificateFile, 'utf8')
    expect(https.certificateFile).toBe(join(folder, 'tls', 'certificate.pem'))
    await client[Symbol.asyncDispose]()
    client = await openPracticeClient({ tlsPort: 0, dataDir: folder }, { isLakeNeeded: false })
    expect(await readFile(https.certificateFile, 'utf8')).toBe(before)
  })
})

test('without a TLS port no client can be sent there', async () => {
  await using plain = await openPracticeClient({}, { isLakeNeeded: false })
  const answer = await plain.control('PATCH', 'switches', { loopbackInstanceUrl: 'https-url' })
  expect(answer.status).toBe(400)
  expect(answer.text).toContain('TLS port')
})
