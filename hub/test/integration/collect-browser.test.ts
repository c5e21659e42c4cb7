import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { chromium, type Browser, type Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest'
import { openCollectWorld, type CollectWorld } from './collect-world.ts'

declare module 'vitest' {
  interface ProvidedContext {
    readonly chromiumPath: string
  }
}

const executablePath = inject('chromiumPath')
const require = createRequire(import.meta.url)
const waitMsMax = 15_000
const patience = { timeout: waitMsMax }

const pages = new Map<string, string>()
let files: AsyncDisposableStack
let browser: Browser
let siteUrl: string
let ownScriptPath: string
let segmentScript: Buffer

/** The script as `npm run build` makes it, in a folder of its own. */
async function buildOwnScript(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'collector-js-'))
  files.defer(() => rm(folder, { recursive: true }))
  const vite = join(dirname(require.resolve('vite/package.json')), 'bin/vite.js')
  const cwd = fileURLToPath(new URL('../../../collector-js', import.meta.url))
  await promisify(execFile)(process.execPath, [vite, 'build', '--outDir', folder], { cwd })
  return join(folder, 'd.js')
}

/** A website on another port than the collector's, so on another origin. */
async function openSite(): Promise<string> {
  const site = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://site')
    if (pathname === '/segment.js')
      response.setHeader('content-type', 'text/javascript').end(segmentScript)
    else
      response
        .setHeader('content-type', 'text/html')
        .end(pages.get(pathname) ?? '<title>Else</title>')
  })
  await new Promise<void>((resolve) => {
    site.listen(0, '127.0.0.1', resolve)
  })
  files.defer(async () => {
    site.closeAllConnections()
    await new Promise((resolve) => site.close(resolve))
  })
  const address = site.address()
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`
}

describe.skipIf(executablePath === '')('in a real browser', () => {
  let stack: AsyncDisposableStack
  let world: CollectWorld
  let page: Page

  beforeAll(async () => {
    files = new AsyncDisposableStack()
    segmentScript = await readFile(require.resolve('@segment/analytics-next/dist/umd/index.js'))
    ownScriptPath = await buildOwnScript()
    siteUrl = await openSite()
    browser = await chromium.launch({
      executablePath,
      args: ['--no-sandbox', '--disable-dev-shm-usage'],
    })
  })
  afterAll(async () => {
    await browser.close()
    await files.disposeAsync()
  })

  beforeEach(async () => {
    stack = new AsyncDisposableStack()
    const jitsuFolder = dirname(require.resolve('@jitsu/js/package.json'))
    world = await openCollectWorld(stack, {
      needs: {
        browserScriptPath: ownScriptPath,
        jitsuScriptPath: join(jitsuFolder, 'dist/web/p.js.txt'),
      },
    })
    const context = await browser.newContext()
    stack.defer(() => context.close())
    page = await context.newPage()
  })
  afterEach(() => stack.disposeAsync())

  const names = () => world.events().map(({ type, event, name }) => event ?? name ?? type)

  describe('our own script', () => {
    beforeEach(() => {
      pages.set(
        '/shop',
        `<title>Shop</title>
         <script>
           window._df = window._df || []
           _df.push(['track', 'Early', { a: 1 }])
           _df.push(['consent', { analytics: true }])
         </script>
         <script async src="${world.url}/d.js" data-pipeline-key="dk_test_shop"></script>`,
      )
    })

    test('tells of a page by itself, with consent, campaign and the calls from before it was there', async () => {
      const preflights: string[] = []
      page.on('request', (request) => {
        if (request.method() === 'OPTIONS') preflights.push(request.url())
      })
      await page.goto(`${siteUrl}/shop?utm_campaign=spring`)
      await expect
        .poll(names, patience)
        .toEqual(['Segment Consent Preference Updated', 'page', 'Early'])
      const [, view] = world.events()
      expect(view).toMatchObject({
        dialect: 'signal',
        properties: { title: 'Shop', path: '/shop', search: '?utm_campaign=spring' },
        context: {
          campaign: { name: 'spring' },
          consent: { categoryPreferences: { analytics: true } },
          ip: '127.0.0.1',
          library: { name: 'signal.js' },
          screen: { width: expect.any(Number) },
          sessionId: expect.any(String),
        },
      })
      expect(preflights).toEqual([])
      expect(await page.context().cookies()).toMatchObject([
        { name: '_dfid', httpOnly: true, sameSite: 'Lax', secure: false, path: '/' },
      ])
    })

    test('notices a change of page without a load', async () => {
      await page.goto(`${siteUrl}/shop`)
      await expect.poll(names, patience).toHaveLength(3)
      await page.evaluate(`history.pushState(null, '', '/shop/next'); _df.identify('u1')`)
      await expect.poll(names, patience).toHaveLength(5)
      expect(world.events().slice(3)).toMatchObject([
        { type: 'identify', userId: 'u1' },
        {
          type: 'page',
          userId: 'u1',
          properties: { path: '/shop/next', referrer: `${siteUrl}/shop` },
        },
      ])
    })

    test('what is called at the very end arrives although the page is left', async () => {
      await page.goto(`${siteUrl}/shop`)
      await expect.poll(names, patience).toHaveLength(3)
      await page.evaluate(`_df.track('Leaving')`)
      await page.goto(`${siteUrl}/else`)
      await expect.poll(names, patience).toContain('Leaving')
    })

    test('what happened while the collector was away arrives from a later page, once', async () => {
      world.failNext(1_000)
      await page.goto(`${siteUrl}/shop`)
      await page.waitForFunction(`_df.version !== undefined`)
      await page.evaluate(`_df.track('During outage')`)
      await page.waitForResponse((response) => response.status() === 503)
      world.failNext(0)
      await page.goto(`${siteUrl}/shop`)
      await expect
        .poll(() => names().toSorted(), patience)
        .toEqual([
          'During outage',
          'Early',
          'Early',
          'Segment Consent Preference Updated',
          'page',
          'page',
        ])
    })
  })

  test('Segment’s own client needs only its CDN address changed, and its retries come through', async () => {
    world.failNext(2, { storing: true })
    pages.set(
      '/segment',
      `<script src="/segment.js"></script>
       <script>
         const client = AnalyticsNext.AnalyticsBrowser.load({ writeKey: 'dk_test_shop', cdnURL: '${world.url}' })
         client.page('Home')
         client.identify('u1', { plan: 'pro' })
         client.track('Order Completed', { total: 5 })
         client.group('g1')
       </script>`,
    )
    const retries: string[] = []
    page.on('request', (request) => {
      if (request.headers()['x-retry-count'] !== undefined) retries.push(request.url())
    })
    await page.goto(`${siteUrl}/segment`)
    await expect
      .poll(() => names().toSorted(), patience)
      .toEqual(['Home', 'Order Completed', 'group', 'identify'])
    await expect.poll(() => retries.length, patience).toBeGreaterThan(0)
    for (const event of world.events()) {
      expect(event).toMatchObject({ dialect: 'segment', userId: 'u1', sourceId: 'pip_shop' })
      expect(event.context).toMatchObject({ ip: '127.0.0.1', page: { path: '/segment' } })
    }
  })

  test('Jitsu’s own script is served and its events are taken', async () => {
    pages.set(
      '/jitsu',
      `<script async src="${world.url}/p.js" data-write-key="dk_test_shop:x"></script>`,
    )
    await page.goto(`${siteUrl}/jitsu`)
    await expect.poll(names, patience).toEqual(['page'])
    expect(world.events()).toMatchObject([{ dialect: 'jitsu', sourceId: 'pip_shop' }])
  })
})
