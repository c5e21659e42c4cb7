import { chromium, type Browser, type Page } from 'playwright-core'
import { inject } from 'vitest'

/** Where Chromium is; empty on a host without one, where browser tests are left out and named. */
export const chromiumPath = inject('chromiumPath')

/** The longest wait for anything on a page: a busy machine takes its time, and a test that hangs has to end. */
const waitMsMax = 60_000

/** Opens the machine's own Chromium, kept to loopback. */
export async function openChromium(): Promise<Browser> {
  return await chromium.launch({
    executablePath: chromiumPath,
    timeout: waitMsMax,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      // A container's /dev/shm may be too small for a page; without this the page crashes there.
      '--disable-dev-shm-usage',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
      '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost',
    ],
  })
}

/** Opens a page that waits as long as a busy machine needs. */
export async function openPage(
  browser: Browser,
  options: Parameters<Browser['newPage']>[0] = {},
): Promise<Page> {
  const page = await browser.newPage(options)
  page.setDefaultTimeout(waitMsMax)
  return page
}
