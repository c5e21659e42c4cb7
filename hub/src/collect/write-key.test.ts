import { describe, expect, test } from 'vitest'
import type { SourceId } from '../core/ids.ts'
import type { Source } from '../core/source.ts'
import { bodyKeyOf, findSource, outerKeysOf, type Sources } from './write-key.ts'

function sourceWith(writeKey: string, enabled = true): Source {
  return {
    id: `pip_${writeKey}` as SourceId,
    name: writeKey,
    type: 'web',
    writeKey,
    signingSecret: '',
    domainAllowlist: [],
    enabled,
    createdAt: '',
    updatedAt: '',
  }
}

const list = [sourceWith('one'), sourceWith('two'), sourceWith('off', false)]
const sources: Sources = {
  byWriteKey: (key) => list.find(({ writeKey }) => writeKey === key) ?? null,
  list: () => list,
}

function found(headers: Record<string, string>, query: unknown = {}, body: unknown = {}): string {
  const result = findSource(outerKeysOf(headers, query), bodyKeyOf(body), sources)
  return result.kind === 'found' ? result.source.writeKey : result.kind
}

function basic(text: string) {
  return { authorization: `Basic ${Buffer.from(text).toString('base64')}` }
}

describe('the write key', () => {
  test.each([
    ['a Basic user name', basic('one:'), {}, {}],
    ['a Basic user name without its colon', basic('one'), {}, {}],
    ['a Basic user name beside a password', basic('one:pass'), {}, {}],
    ['X-Write-Key', { 'x-write-key': 'one' }, {}, {}],
    ['X-Pipeline-Key', { 'x-pipeline-key': 'one' }, {}, {}],
    ['a bearer token', { authorization: 'Bearer one' }, {}, {}],
    ['RudderStack’s query', {}, { writeKey: 'one' }, {}],
    ['Jitsu’s query', {}, { writekey: 'one' }, {}],
    ['Signal’s query', {}, { wk: 'one' }, {}],
    ['the body', {}, {}, { writeKey: 'one' }],
    ['Jitsu’s form of key', { 'x-write-key': 'one:secret' }, {}, {}],
  ])('is found in %s', (_place, headers, query, body) => {
    expect(found(headers, query, body)).toBe('one')
  })

  test('in a header wins over one in the body', () => {
    expect(found({ 'x-write-key': 'one' }, {}, { writeKey: 'two' })).toBe('one')
    expect(found({ 'x-write-key': 'one:secret' }, {}, { writeKey: 'one:***' })).toBe('one')
    expect(found({ 'x-write-key': 'wrong' }, {}, { writeKey: 'two' })).toBe('unknown')
  })

  test('may stand in the body beside an OAuth token', () => {
    expect(found({ authorization: 'Bearer eyJ.some.token' }, {}, { writeKey: 'two' })).toBe('two')
    expect(found({ authorization: 'Bearer eyJ.some.token' })).toBe('unknown')
  })

  test('may be missing, empty, wrong, or that of a source that is off', () => {
    expect(found({})).toBe('missing')
    expect(found(basic(':'), {}, { writeKey: '' })).toBe('missing')
    expect(found(basic('wrong:'))).toBe('unknown')
    expect(found(basic('off:'))).toBe('unknown')
  })
})
