import { expect, test } from 'vitest'
import { guideOf } from './guide.ts'

const url = 'http://127.0.0.1:18090'
const noHttps = { url: '', certificateFile: '' }

test('the guide names what a person needs to begin', () => {
  const text = guideOf({ url, https: noHttps, dataDir: '' })
  for (const needed of [`${url}/org/`, `${url}/shop/`, '3MVG9...', 'Ctrl-C', 'memory only']) {
    expect(text).toContain(needed)
  }
  expect(text).not.toContain('Over TLS')
})

test('the guide names the folder, and the certificate to trust', () => {
  const https = { url: 'https://127.0.0.1:18443', certificateFile: 'kept/tls/certificate.pem' }
  const text = guideOf({ url, https, dataDir: 'kept' })
  expect(text).toContain(`Over TLS       ${https.url}, certificate ${https.certificateFile}`)
  expect(text).toMatch(/Kept in +kept\n/)
})
