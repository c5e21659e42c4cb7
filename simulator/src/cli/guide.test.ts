import { expect, test } from 'vitest'
import { guideOf } from './guide.ts'

const url = 'http://127.0.0.1:18090'
const noHttps = { url: '', certificateFile: '' }

test('the guide names what a person needs to begin', () => {
  const text = guideOf({ url, https: noHttps, dataDir: '', seed: 'default' })
  for (const needed of [
    `${url}/org/`,
    `${url}/shop/`,
    '3MVG9...',
    'Ctrl-C',
    'nothing, after it stops',
  ]) {
    expect(text).toContain(needed)
  }
  expect(text).not.toContain('Over TLS')
})

test('the guide names the folder, and the certificate to trust', () => {
  const https = { url: 'https://127.0.0.1:18443', certificateFile: 'kept/tls/certificate.pem' }
  const text = guideOf({ url, https, dataDir: 'kept', seed: 'default' })
  expect(text).toContain(`Over TLS       ${https.url}, certificate ${https.certificateFile}`)
  expect(text).toMatch(/Kept in +kept\n/)
})

test('the guide of an empty org says how to set it up, and shows no record that must fail', () => {
  const text = guideOf({ url, https: noHttps, dataDir: '', seed: 'empty' })
  expect(text).toContain(`practice-org seed --url ${url}`)
  expect(text).toMatch(/Connector +none yet\n/)
  expect(text).not.toContain('page_view')
})
