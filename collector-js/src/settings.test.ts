import { describe, expect, test } from 'vitest'
import { campaignOf } from './page-context.ts'
import { settingsOf } from './settings.ts'
import { makeUuid } from './uuid.ts'

function tagWith(attributes: Record<string, string>) {
  return {
    src: 'https://data.example.com/d.js?v=1',
    getAttribute: (name: string) => attributes[name] ?? null,
  }
}

describe('the script tag', () => {
  test('needs only the key', () => {
    expect(settingsOf(tagWith({ 'data-pipeline-key': 'k' }))).toEqual({
      writeKey: 'k',
      endpoint: 'https://data.example.com',
      globalName: '_df',
      sendsPages: true,
    })
    expect(settingsOf(tagWith({}))).toBeNull()
  })

  test('may name another collector and another global', () => {
    const tag = tagWith({
      'data-pipeline-key': 'k',
      'data-endpoint': 'http://127.0.0.1:8080/',
      'data-global': 'signal',
      'data-auto-page': 'false',
    })
    expect(settingsOf(tag)).toMatchObject({
      endpoint: 'http://127.0.0.1:8080',
      globalName: 'signal',
      sendsPages: false,
    })
  })
})

test('a campaign is read under Segment’s names', () => {
  expect(campaignOf('?utm_campaign=spring&utm_source=mail&utm_id=7&q=shoes&utm_term=')).toEqual({
    name: 'spring',
    source: 'mail',
    id: '7',
  })
  expect(campaignOf('?q=shoes')).toBeNull()
})

test('ids are random UUIDs of version 4', () => {
  const ids = Array.from({ length: 100 }, makeUuid)
  expect(new Set(ids).size).toBe(100)
  for (const id of ids) {
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  }
})
