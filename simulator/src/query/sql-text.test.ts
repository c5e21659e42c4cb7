import { expect, test } from 'vitest'
import { isReadStatement, sqlPartsOf, withLakeNames, withoutEnd } from './sql-text.ts'

const names = new Map([['event_id__c', 'event_id__c']])

test.each([
  ['a quoted name', `select "EVENT_ID__C"`, `select "event_id__c"`],
  ['not a text', `select '"EVENT_ID__C"'`, `select '"EVENT_ID__C"'`],
  ['not a text with a quote', `select 'it''s "EVENT_ID__C"'`, `select 'it''s "EVENT_ID__C"'`],
  ['not a text with escapes', `select E'it\\'s "EVENT_ID__C"'`, `select E'it\\'s "EVENT_ID__C"'`],
  ['not a comment', `select 1 -- "EVENT_ID__C"`, `select 1 -- "EVENT_ID__C"`],
  [
    'not a comment in a comment',
    `select /* /* */ "EVENT_ID__C" */ "EVENT_ID__C"`,
    `select /* /* */ "EVENT_ID__C" */ "event_id__c"`,
  ],
  ['not a dollar text', `select $a$ "EVENT_ID__C" $a$`, `select $a$ "EVENT_ID__C" $a$`],
  ['nothing the lake does not know', `select 1 as "Total"`, `select 1 as "Total"`],
])('%s is put into lower case', (_what, sql, expected) => {
  expect(withLakeNames(sql, names)).toBe(expected)
})

test.each([`select 'open`, `select "open`, `select /* open`, `select $$open`, `select E'open\\`])(
  'an unfinished part ends with the statement: %s',
  (sql) => {
    expect(
      sqlPartsOf(sql)
        .map(({ text }) => text)
        .join(''),
    ).toBe(sql)
  },
)

test('a statement may begin with comments and brackets', () => {
  expect(isReadStatement('-- what for\n/* a /* b */ */ ((select 1))')).toBe(true)
  expect(isReadStatement('/* select */ delete from x')).toBe(false)
})

test('a semicolon at the end goes, also before a comment', () => {
  expect(withoutEnd('select 1 ; -- done')).toBe('select 1')
  expect(withoutEnd(`select ';'`)).toBe(`select ';'`)
})
