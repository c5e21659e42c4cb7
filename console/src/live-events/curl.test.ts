import { expect, test } from 'vitest'
import { curlOf } from './curl.ts'

test('the command carries the address, the key and an event', () => {
  expect(curlOf('http://localhost:8080/', 'dk_live_1'))
    .toBe(`curl 'http://localhost:8080/v1/track' \\
  -u 'dk_live_1:' \\
  -H 'Content-Type: application/json' \\
  -d '{
    "event": "Order Completed",
    "userId": "user-1",
    "properties": { "order_id": "order-1", "revenue": 49.9, "currency": "EUR" }
  }'`)
})

test('a key with quotes in it stays one word', () => {
  expect(curlOf('http://localhost:8080', "a'b'c")).toContain(String.raw`-u 'a'\''b'\''c:'`)
})
