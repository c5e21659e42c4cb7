import { expect, test } from 'vitest'
import { lakeObjectNameOf, readLakeObjectName } from './lake-object-name.ts'

test.each(['page_view', '1st', '---', '__proto__', '9'.repeat(80), 'L'.repeat(80), '_a_'])(
  'the name made for object %s is one that could be chosen by hand',
  (object) => {
    const name = lakeObjectNameOf('dataset-12345', object)
    expect(readLakeObjectName(name)).toEqual({ kind: 'named', name })
  },
)

test('a name that is taken is given to nobody else', () => {
  const first = lakeObjectNameOf('desk', 'ticket')
  const second = lakeObjectNameOf('desk', 'ticket', new Set([first.toLowerCase()]))
  expect(first).toMatch(/^ticket_desk_[0-9A-F]{8}__dll$/)
  expect(second).toMatch(/^ticket_desk_[0-9A-F]{8}__dll$/)
  expect(second).not.toBe(first)
})
