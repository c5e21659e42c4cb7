import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { adminOpenApi } from './openapi.ts'
import { adminRoutes } from './routes.ts'

test('openapi/admin.json is what the schemas say; "npm run docs" writes it anew', async () => {
  const committed = await readFile(new URL('../../../openapi/admin.json', import.meta.url), 'utf8')
  expect(`${JSON.stringify(adminOpenApi(), null, 2)}\n` === committed).toBe(true)
})

test('every call has an id of its own', () => {
  const ids = adminRoutes.map(({ operation }) => operation.operationId)
  expect(new Set(ids).size).toBe(ids.length)
})

test('every reference of the document leads somewhere', () => {
  const document = adminOpenApi()
  const text = JSON.stringify(document)
  const names = [...text.matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)].map(
    (match) => match[1],
  )
  expect(names.length).toBeGreaterThan(50)
  expect(document).toMatchObject({
    components: { schemas: Object.fromEntries(names.map((name) => [name, expect.anything()])) },
  })
})

test('every parameter in a path is described', () => {
  for (const { operation } of adminRoutes) {
    const inPath = [...operation.path.matchAll(/\{(\w+)\}/g)].map((match) => match[1])
    const described = Object.keys(Object(Reflect.get(operation.params ?? {}, 'properties')))
    expect(described).toEqual(inPath)
  }
})
