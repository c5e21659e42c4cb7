import { expect, test } from 'vitest'
import { columnsOf, layoutOf } from './columns.ts'

const keysAt = (widthPx: number) => columnsOf(layoutOf(widthPx)).map(({ key }) => key)

test('a wide list has every column', () => {
  expect(keysAt(1_240)).toHaveLength(10)
})

test('a list beside an open drawer keeps what tells most', () => {
  expect(keysAt(660)).toEqual(['time', 'type', 'event', 'user', 'state', 'answer'])
})

test('a telephone gets rows of two lines', () => {
  expect(layoutOf(390)).toBe('compact')
})
