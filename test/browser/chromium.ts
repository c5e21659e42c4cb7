import { chromium, type Browser } from 'playwright-core'
import { inject } from 'vitest'

/** Where Chromium is; empty on a host without one, where browser tests are left out and named. */
export const chromiumPath = inject('chromiumPath')

/** Opens the machine's own Chromium, kept to loopback. */
export async function openChromium(): Promise<Browser> {
  return await chromium.launch({
    executablePath: chromiumPath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
      '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost',
    ],
  })
}
