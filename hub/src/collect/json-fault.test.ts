import { describe, expect, test } from 'vitest'
import { jsonFaultOf } from './json-fault.ts'

describe('a broken body', () => {
  test.each([
    ['', 0, 'a value'],
    ['{"a":1', 6, '"," or the closing bracket'],
    ['{"a":1,}', 7, 'a property name in double quotes'],
    ['{a:1}', 1, 'a property name in double quotes or "}"'],
    ['{"a" 1}', 5, '":"'],
    ['[1,]', 3, 'a value'],
    ['[1 2]', 3, '"," or the closing bracket'],
    ['[1}', 2, '"," or the closing bracket'],
    ['{"a":undefined}', 5, 'a value'],
    ["{'a':1}", 1, 'a property name in double quotes or "}"'],
    ['{"a":"line\nbreak"}', 5, 'a value'],
    ['{} {}', 3, 'the end of the body'],
    ['userId=1', 0, 'a value'],
    ['01', 1, 'the end of the body'],
  ])('%j breaks at character %i', (body, offset, expected) => {
    expect(() => JSON.parse(body)).toThrow('JSON')
    expect(jsonFaultOf(body)).toEqual({ offset, expected })
  })

  test.each(['{}', '[]', ' {"a":[1,-2.5e3,true,null,"\\u00e4\\n"],"b":{}} ', '"x"', '[[[]]]'])(
    '%j is whole',
    (body) => {
      expect(jsonFaultOf(body)).toBeNull()
      JSON.parse(body)
    },
  )

  test('a megabyte of brackets is read without exhausting the stack', () => {
    expect(jsonFaultOf('['.repeat(1_000_000))?.offset).toBe(1_000_000)
    expect(jsonFaultOf(`"${'\\n'.repeat(500_000)}`)?.offset).toBe(0)
  })
})
