import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import fastify, { type FastifyInstance } from 'fastify'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createOrg } from '../org/org.ts'
import { createSetup, setupEmpty } from '../org/setup.ts'
import { addScreenFiles } from './screen-files.ts'

let folder: string
let app: FastifyInstance
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'screens-'))
  app = fastify({ routerOptions: { ignoreTrailingSlash: true } })
})
afterEach(async () => {
  await app.close()
  await rm(folder, { recursive: true })
})

function serve(): void {
  const org = createOrg(createSetup(setupEmpty))
  addScreenFiles(app, { org, folder: pathToFileURL(`${folder}/dist/`) })
}

const get = (url: string, host = '127.0.0.1:8090') => app.inject({ url, headers: { host } })

async function build(): Promise<void> {
  await mkdir(join(folder, 'dist/assets'), { recursive: true })
  await writeFile(join(folder, 'dist/index.html'), '<p>screens</p>')
  await writeFile(join(folder, 'dist/assets/a.js'), 'a()')
  await writeFile(join(folder, 'secret.js'), 'hidden words')
}

test('every page address gets the one page, under a strict content security policy', async () => {
  await build()
  serve()
  for (const url of ['/org/', '/org/explorer?object=a.b', '/org/identity/1ir/u-1']) {
    const answer = await get(url)
    expect(answer.statusCode).toBe(200)
    expect(answer.body).toBe('<p>screens</p>')
    expect(answer.headers['content-security-policy']).toContain("script-src 'self'")
    expect(answer.headers['content-security-policy']).not.toContain('unsafe')
  }
  expect((await get('/org')).headers['location']).toBe('/org/')
})

test('files are served, and nothing beside their folder', async () => {
  await build()
  serve()
  const asset = await get('/org/assets/a.js')
  expect(asset.body).toBe('a()')
  expect(asset.headers['cache-control']).toContain('immutable')
  expect((await get('/org/assets/none.js')).statusCode).toBe(404)
  expect((await get('/org/assets/..%2f..%2fsecret.js')).body).not.toContain('hidden words')
  expect((await get('/org/assets/../../secret.js')).body).not.toContain('hidden words')
})

test('without a build the page says how to get one', async () => {
  serve()
  const answer = await get('/org/')
  expect(answer.statusCode).toBe(503)
  expect(answer.body).toContain('npm run practice-org')
  expect((await get('/org/assets/a.js')).statusCode).toBe(404)
})

test('a Salesforce host has no such pages', async () => {
  await build()
  serve()
  expect((await get('/org/', 'your-org.my.salesforce.com')).statusCode).toBe(404)
})
