import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { collectOpenApi } from './openapi.ts'

test('openapi/collect.json is what the collector serves; "npm run docs" writes it anew', async () => {
  const committed = await readFile(
    new URL('../../../openapi/collect.json', import.meta.url),
    'utf8',
  )
  expect(`${JSON.stringify(collectOpenApi(), null, 2)}\n` === committed).toBe(true)
})

test('every reference of the document leads somewhere', () => {
  const document: unknown = JSON.parse(JSON.stringify(collectOpenApi()))
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([\w/]+)"/g)]
  expect(references.length).toBeGreaterThan(50)
  for (const [, path = ''] of references) {
    const found = path
      .split('/')
      .reduce<unknown>((at, part) => Reflect.get(Object(at), part), document)
    expect({ path, kind: typeof found }).toEqual({ path, kind: 'object' })
  }
})
