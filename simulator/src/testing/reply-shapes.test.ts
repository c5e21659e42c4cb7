import { describe, expect, test } from 'vitest'
import type { GivenReply } from '../http/reply-watch.ts'
import { openPracticeOrg } from '../practice-org.ts'
import { createManualClock } from '../platform/clock.ts'
import { createSeededRandom } from '../platform/random.ts'
import { readReplyRows, replyProblemOf } from './reply-shapes.ts'

const document = `
# A document

## 7. Reply shapes

| method and path | status | content type | members | source |
|---|---|---|---|---|
| \`GET, POST /query/:id\` | 200, 202 | application/json | \`data[]{a, b?}, done\` | {QV2} |
| \`* /query/*\` | 500-599 | text/html | \`text\` | assumed |
| \`DELETE /query/:id\` | 204 | none | \`none\` | assumed |
| \`GET /list\` | 200 | application/json | \`[]{code, details?{*}}\` | assumed |

## Another section

| \`GET /elsewhere\` | 200 | none | \`none\` | assumed |
`
const rows = readReplyRows(document)

const good: GivenReply = {
  method: 'GET',
  path: '/query/q1',
  status: 200,
  mediaType: 'application/json',
  body: '{"data":[{"a":1},{"a":null,"b":2}],"done":true}',
}
const problemOf = (change: Partial<GivenReply>) => replyProblemOf(rows, { ...good, ...change })

describe('the register of reply shapes', () => {
  test('is the table of its section, and of no other', () => {
    expect(rows).toHaveLength(4)
  })

  test.each<[string, Partial<GivenReply>]>([
    ['as its row says', {}],
    ['by another method of the row', { method: 'POST', status: 202 }],
    ['with a slash more at the end', { path: '/query/q1/' }],
    ['of any text', { status: 503, mediaType: 'text/html', body: '<html>' }],
    ['without a body', { method: 'DELETE', status: 204, mediaType: '', body: '' }],
    ['that is a list', { path: '/list', body: '[{"code":1},{"code":2,"details":{"x":1}}]' }],
    ['that is an empty list', { path: '/list', body: '[]' }],
  ])('lets a reply pass %s', (_what, change) => {
    expect(problemOf(change)).toBeUndefined()
  })

  test.each<[string, Partial<GivenReply>, string]>([
    ['of another path', { path: '/query/q1/rows' }, 'GET /query/q1/rows'],
    ['of another status', { status: 201 }, '| 201 |'],
    ['of another content type', { mediaType: 'text/csv' }, '| text/csv |'],
    ['with a member more', { body: '{"data":[],"done":true,"extra":1}' }, 'extra has no place'],
    ['with a member less', { body: '{"data":[]}' }, 'done is missing'],
    [
      'with another entry in a list',
      { body: '{"data":[{"c":1}],"done":true}' },
      'data[].a is missing; data[].c has no place',
    ],
    ['with a list for an object', { body: '[]' }, 'the body is no object'],
    ['with an object for a list', { path: '/list', body: '{}' }, 'the body is no list'],
    ['that is broken', { body: '{"data":[' }, 'the body is no JSON'],
    ['with a body too many', { method: 'DELETE', status: 204, mediaType: '' }, 'there is a body'],
  ])('stops a reply %s', (_what, change, why) => {
    expect(problemOf(change)).toContain(why)
  })

  test('names the row to write', () => {
    const body = '{"id":"1","jobs":[{"state":"Open"}],"error":{"code":"X"}}'
    expect(problemOf({ path: '/jobs', body })).toContain(
      '| `GET /jobs` | 200 | application/json | `id, jobs[]{state}, error{code}` |',
    )
  })

  test.each([
    ['a source is missing', '| `GET /a` | 200 | none | `none` | |', 'its source'],
    ['the method is missing', '| `/a` | 200 | none | `none` | assumed |', 'METHOD /path'],
    ['the status is none', '| `GET /a` | ok | none | `none` | assumed |', '"ok" is no status'],
    ['a brace is open', '| `GET /a` | 200 | a/b | `c{d` | assumed |', 'a } is missing'],
    ['a brace is too many', '| `GET /a` | 200 | a/b | `c}` | assumed |', 'cannot read the members'],
  ])('says of a row in which %s', (_what, line, why) => {
    expect(() => readReplyRows(`## Reply shapes\n${line}`)).toThrow(why)
  })

  test('is asked about every reply: those of routes, of hooks, and of paths nobody serves', async () => {
    const given: string[] = []
    await using org = await openPracticeOrg({
      port: 0,
      clock: createManualClock(0),
      random: createSeededRandom('replies'),
      onReply: ({ method, path, status, mediaType }) => {
        given.push(`${method} ${path} ${status} ${mediaType}`)
      },
    })
    for (const path of ['/practice-org/stats?x=1', '/nowhere', '/api/v1/metadata']) {
      await fetch(org.url + path)
    }
    expect(given).toEqual([
      'GET /practice-org/stats 200 application/json',
      'GET /nowhere 404 text/html',
      'GET /api/v1/metadata 401 application/json',
    ])
  })
})
