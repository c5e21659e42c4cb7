import { expect, test } from 'vitest'
import { redactHeaders, redactText } from './redact.ts'

test.each([
  ['grant_type=x&client_secret=abc&y=1', 'grant_type=x&client_secret=[redacted]&y=1'],
  ['?token=00Dxx0000001gPL!AQab.c', '?token=[redacted]'],
  ['{"access_token":"a\\"b","scope":"api"}', '{"access_token":"[redacted]","scope":"api"}'],
  ['{"scope":"api","access_token":"cut of', '{"scope":"api","access_token":"[redacted]"'],
  ['{"clientSecret": "abc"}', '{"clientSecret": "[redacted]"}'],
  ['assertion=eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJ4In0.c2ln', 'assertion=[redacted]'],
  ['text with eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJ4In0.c2ln in it', 'text with [redacted] in it'],
  ['client_secret=a;b c"d&y=1', 'client_secret=[redacted]&y=1'],
  ['client%5Fsecret=abc&%70assword=b', 'client%5Fsecret=[redacted]&%70assword=[redacted]'],
  ['Client_Secret=abc', 'Client_Secret=[redacted]'],
  [
    '?grant_type=x&code=aPrx1&code_verifier=v',
    '?grant_type=x&code=[redacted]&code_verifier=[redacted]',
  ],
  [
    'http://localhost:1717/x?code=aPrx.1%2B&state=s',
    'http://localhost:1717/x?code=[redacted]&state=s',
  ],
  [
    'http://localhost/x#access_token=abc&state=s',
    'http://localhost/x#access_token=[redacted]&state=s',
  ],
  ['{"client_secret":12345,"a":1}', '{"client_secret":"[redacted]","a":1}'],
  ['{"refresh_token":"5Aep861ab', '{"refresh_token":"[redacted]"'],
  [
    '--x\r\nContent-Disposition: form-data; name="client_secret"\r\n\r\nabc\r\n--x--',
    '--x\r\nContent-Disposition: form-data; name="client_secret"\r\n\r\n[redacted]\r\n--x--',
  ],
  [
    '{"data":[{"url":"https://a.example/?token=abc","code":"SUMMER"}]}',
    '{"data":[{"url":"https://a.example/?token=[redacted]","code":"SUMMER"}]}',
  ],
  ['{"data":[{"password_hint":"none"}]}', '{"data":[{"password_hint":"none"}]}'],
])('%s is shown without its secret', (text, shown) => {
  expect(redactText(text)).toBe(shown)
})

test('headers are shown with their schemes only', () => {
  const headers = {
    Authorization: 'Basic abc',
    cookie: 'sid=1',
    accept: '*/*',
    'x-n': 1,
    'x-u': undefined,
  }
  expect(redactHeaders({ ...headers, 'set-cookie': ['a', 'b'] })).toEqual({
    Authorization: 'Basic [redacted]',
    cookie: '[redacted]',
    accept: '*/*',
    'x-n': '1',
    'set-cookie': '[redacted]',
  })
})
