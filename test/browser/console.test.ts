import { mkdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createAdminClient, type AdminClient } from '../e2e/admin-client.ts'
import { allSettled } from '../e2e/all-settled.ts'
import { startSignal, type SignalProcess } from '../e2e/signal-process.ts'
import { chromiumPath, openChromium, openPage } from './chromium.ts'

/** Screenshots of the run, to be looked at; not kept in the repository. */
const artefactsDir = fileURLToPath(new URL('../../.artifacts/screenshots/', import.meta.url))

describe.skipIf(chromiumPath === '')('the console', () => {
  let signal: SignalProcess
  let admin: AdminClient
  let browser: Browser
  let page: Page
  const refusedByPolicy: string[] = []

  beforeAll(async () => {
    await mkdir(artefactsDir, { recursive: true })
    signal = await startSignal()
    admin = createAdminClient(signal)
    browser = await openChromium()
    page = await openPage(browser, { viewport: { width: 1440, height: 900 } })
    page.on('console', (message) => {
      if (message.text().includes('Content Security Policy')) refusedByPolicy.push(message.text())
    })
  })
  afterAll(async () => {
    await browser.close()
    await signal[Symbol.asyncDispose]()
  })

  test('the link the terminal prints signs in, once', async () => {
    await page.goto(signal.signInUrl)
    await page.getByRole('heading', { name: 'Live Events' }).waitFor()
    const stranger = await openPage(browser)
    await stranger.goto(signal.signInUrl)
    await stranger
      .getByText(/npm start/)
      .first()
      .waitFor()
    await stranger.close()
  })

  test("the page's Quick Setup works by its own words", async () => {
    await page.getByRole('link', { name: 'Integrations' }).click()
    await page.getByRole('tab', { name: 'Integration Library' }).click()
    await page.getByRole('button', { name: /^CDP/ }).click()
    await page.getByText('Salesforce CDP').first().waitFor()
    await page.getByRole('button', { name: 'Install' }).click()
    await page.getByLabel('Client ID').fill('3MVG9...')
    await page.getByLabel('Client Secret').fill('xxxxxxxxxxxxxxxxxxxx')
    await page.getByLabel('Subdomain').fill('https://your-org.my.salesforce.com')
    await page.getByLabel('Dataset ID').fill('dataset-12345')
    await page.screenshot({ path: `${artefactsDir}install.png` })
    await page.getByRole('button', { name: 'Install Integration' }).click()
    await expect
      .poll(async () => (await admin.good('GET', '/integrations'))['data'], { timeout: 60_000 })
      .toMatchObject([
        {
          name: 'Salesforce CDP',
          variant: 'default',
          config: { subdomain: 'your-org', dataset_id: 'dataset-12345', client_secret: '***' },
        },
      ])
    await page.getByRole('button', { name: 'Check again' }).waitFor({ timeout: 60_000 })
    await page.screenshot({ path: `${artefactsDir}integration.png` })
  })

  test("Live Events shows a test event delivered, with Salesforce's response status", async () => {
    await page.getByRole('button', { name: 'Send a test event' }).first().click()
    await allSettled(admin, 1)
    await page.getByRole('link', { name: 'Live Events' }).click()
    const grid = page.getByRole('grid', { name: 'Live events' })
    await grid.getByText('202 Accepted').first().waitFor({ timeout: 60_000 })
  })

  test('an event appears by itself, and its drawer holds the record as it was sent', async () => {
    await fetch(`${signal.collectUrl}/v1/track`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'X-Write-Key': signal.writeKey },
      body: JSON.stringify({ userId: 'u-1', event: 'Video Played', properties: { seconds: 12 } }),
    })
    const grid = page.getByRole('grid', { name: 'Live events' })
    await grid.getByText('Video Played').click({ timeout: 60_000 })
    const drawer = page.getByRole('complementary', { name: 'Event details' })
    await drawer.getByText('custom_event').first().waitFor()
    await drawer.getByText('202 Accepted').first().waitFor({ timeout: 60_000 })
    await page.screenshot({ path: `${artefactsDir}live-events-drawer.png` })
    await page.keyboard.press('Escape')
    await drawer.waitFor({ state: 'hidden' })
    await page.screenshot({ path: `${artefactsDir}live-events.png` })
  })

  test('nothing it shows breaks its own strict content security policy', () => {
    expect(refusedByPolicy).toEqual([])
  })
})
