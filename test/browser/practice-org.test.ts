import { mkdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { systemClock } from '../../simulator/src/platform/clock.ts'
import { systemRandom } from '../../simulator/src/platform/random.ts'
import { openPracticeOrg, type PracticeOrg } from '../../simulator/src/practice-org.ts'
import { createReplyCheck } from '../../simulator/src/testing/reply-check.ts'
import { chromiumPath, openChromium, openPage } from './chromium.ts'

/** Screenshots of the run, to be looked at; not kept in the repository. */
const artefactsDir = fileURLToPath(new URL('../../.artifacts/screenshots/', import.meta.url))

const schema = `openapi: 3.0.3
components:
  schemas:
    order:
      type: object
      properties:
        order_id: { type: string }
        ordered_at: { type: string, format: date-time }
        total: { type: number }
`
const credentials = {
  grant_type: 'client_credentials',
  client_id: '3MVG9...',
  client_secret: 'xxxxxxxxxxxxxxxxxxxx',
}

describe.skipIf(chromiumPath === '')("the practice org's screens", () => {
  let org: PracticeOrg
  let browser: Browser
  let page: Page
  const refusedByPolicy: string[] = []

  const post = async (path: string, form: Readonly<Record<string, string>>) =>
    fetch(org.url + path, { method: 'POST', body: new URLSearchParams(form) })
  const send = async (connector: string, object: string, data: readonly object[]) => {
    const core = await (await post('/services/oauth2/token', credentials)).json()
    const tenant = await post('/services/a360/token', {
      grant_type: 'urn:salesforce:grant-type:external:cdp',
      subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
      subject_token: core.access_token,
    })
    const { access_token } = await tenant.json()
    const answer = await fetch(`${org.url}/api/v1/ingest/sources/${connector}/${object}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${access_token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ data }),
    })
    expect(answer.status).toBe(202)
    await fetch(`${org.url}/practice-org/land`, { method: 'POST' })
  }
  const open = (name: string) => page.getByRole('link', { name, exact: true }).click()

  const replyCheck = createReplyCheck()

  beforeAll(async () => {
    await mkdir(artefactsDir, { recursive: true })
    const { onReply } = replyCheck
    org = await openPracticeOrg({ port: 0, clock: systemClock, random: systemRandom, onReply })
    browser = await openChromium()
    page = await openPage(browser, { viewport: { width: 1440, height: 900 } })
    page.on('console', (message) => {
      if (message.text().includes('Content Security Policy')) refusedByPolicy.push(message.text())
    })
  })
  afterAll(async () => {
    await browser.close()
    await org[Symbol.asyncDispose]()
    replyCheck.expectKnown()
  })

  test('the base address leads to them, and they say what they are', async () => {
    await page.goto(org.url)
    await page.getByRole('heading', { name: 'Practice org' }).waitFor()
    await page.getByText('Practice org: not Salesforce').waitFor()
    await page.getByText('3MVG9...').waitFor()
    await page.getByRole('link', { name: 'Demo shop', exact: true }).waitFor()
  })

  test('an admin deploys a connector with its schema and a data stream', async () => {
    await open('Data Streams')
    await open('New connector')
    await page.getByLabel('Connector name').fill('web_store')
    await page.getByRole('button', { name: 'Create connector' }).click()
    const text = page.getByLabel('Schema (YAML)')
    await text.fill(schema.replace('order_id', 'row_count'))
    await page.getByRole('button', { name: 'Preview' }).click()
    await page.getByText(/Object "order", field "row_count"/).waitFor()
    await text.fill(schema)
    await page.getByRole('button', { name: 'Preview' }).click()
    await page.getByRole('table', { name: 'What the schema adds' }).getByText('order_id').waitFor()
    await page.screenshot({ path: `${artefactsDir}practice-org-schema.png` })
    await page.getByRole('button', { name: 'Upload schema' }).click()
    await page.getByRole('link', { name: 'Deploy order' }).click()
    await page.getByLabel('Category').selectOption('Engagement')
    await page.getByLabel('Primary key').selectOption('order_id')
    await page.getByLabel('Event time field').selectOption('ordered_at')
    await page.screenshot({ path: `${artefactsDir}practice-org-deploy.png` })
    await page.getByRole('button', { name: 'Deploy' }).click()
    await page.getByRole('heading', { name: 'web_store-order' }).waitFor()
    await page.getByText('No run yet').waitFor()
  })

  test('a record that was sent is in the Data Explorer, and its refresh in the history', async () => {
    await send('web_store', 'order', [
      { order_id: 'o-1', ordered_at: '2026-03-01T11:00:00.000Z', total: 12.5 },
      { order_id: 'o-2', ordered_at: '2026-03-01T12:00:00.000Z', total: 99 },
    ])
    const history = page.getByRole('table', { name: 'Refresh history' })
    await history.getByText('Success').waitFor()
    await page.getByRole('link', { name: /^order_web_store_.*__dll$/ }).click()
    const rows = page.getByRole('grid', { name: /^Rows of order_web_store/ })
    await rows.getByRole('button', { name: 'o-1', exact: true }).waitFor()
    await page.getByRole('button', { name: 'Add filter' }).click()
    await page.getByLabel('Column of filter 1').selectOption('total__c')
    await page.getByLabel('Operator of filter 1').selectOption('greater')
    await page.getByLabel('Value of filter 1').fill('50')
    await page.getByRole('button', { name: 'Apply' }).click()
    await page.getByText('1 matching row').waitFor()
    expect(new URL(page.url()).search).toContain('total__c')
    await rows.getByRole('button', { name: 'o-2', exact: true }).click()
    await page.getByRole('complementary', { name: 'Value' }).getByText('3 characters').waitFor()
    await page.keyboard.press('Escape')
    await page.reload()
    await rows.getByRole('button', { name: 'o-2', exact: true }).waitFor()
  })

  test("SQL answers, and a wrong statement shows Postgres's own words", async () => {
    await page.getByRole('tab', { name: 'SQL' }).click()
    const statement = page.getByLabel('SQL statement')
    await statement.fill('select sum(total__c) as earned from order__dll')
    await statement.press('Control+Enter')
    const result = page.getByRole('grid', { name: 'SQL result' })
    await result.getByRole('button', { name: '111.5' }).waitFor()
    await statement.fill('select nothing from order__dll')
    await page.getByRole('button', { name: 'Run' }).click()
    await page.getByRole('alert').getByText('column "nothing" does not exist').waitFor()
  })

  test('a row with a bad date is a problem record on the page of its stream', async () => {
    await send('web_store', 'order', [{ order_id: 'o-3', ordered_at: 'soon' }])
    await open('Data Streams')
    await open('web_store-order')
    const problems = page.getByRole('table', { name: 'Problem records' })
    await problems.getByText('TRANSFORM_EVALUATION_ERROR').waitFor()
    await problems.getByRole('button', { name: 'Show row' }).click()
    await page.getByRole('complementary', { name: 'Problem record' }).getByText('o-3').waitFor()
  })

  test('identity resolution makes one unified profile of two sources, and says why', async () => {
    const at = '2026-03-01T11:00:00.000Z'
    const people = ['p-1', 'p-2'].map((profile_id, place) => ({
      profile_id,
      first_name: place === 0 ? 'Katherine' : 'Catherine',
      last_name: 'Last',
      updated_at: at,
    }))
    await send('dataset-12345', 'profile', people)
    await send(
      'dataset-12345',
      'contact_point_email',
      people.map(({ profile_id }) => ({
        contact_point_id: `e-${profile_id}`,
        profile_id,
        email: 'Someone@example.com',
        updated_at: at,
      })),
    )
    await open('Identity Resolution')
    await page.getByRole('button', { name: 'Run now' }).click()
    const profiles = page.getByRole('table', { name: 'Unified profiles' })
    await profiles.getByRole('link', { name: /atherine Last/ }).click()
    const why = page.getByRole('table', { name: 'Why they matched' })
    await why.getByText('Fuzzy Name and Normalized Email').waitFor()
    await why.getByText('Katherine').waitFor()
    await page.screenshot({ path: `${artefactsDir}practice-org-unified.png` })
  })

  test('a rotated secret refuses the old one, and the traffic page shows it', async () => {
    await open('Connected App')
    await page.getByRole('button', { name: 'Rotate secret' }).click()
    await page.getByText('This is the new secret.').waitFor()
    expect((await post('/services/oauth2/token', credentials)).status).toBe(400)
    await open('API Traffic')
    await page.getByLabel('Status', { exact: true }).first().selectOption('4xx')
    await page
      .getByRole('button', { name: /oauth2\/token, 400/ })
      .first()
      .click()
    const drawer = page.getByRole('complementary', { name: 'Request and reply' })
    await drawer.getByText('"invalid client credentials"').waitFor()
    await expect.poll(() => drawer.getByText('xxxxxxxxxxxxxxxxxxxx').count()).toBe(0)
  })

  test('an app that is broken by a click is told of in the words a client gets', async () => {
    await open('Connected App')
    await page.getByRole('button', { name: 'Break: IP restriction' }).click()
    await page.getByRole('listitem').getByText('400 invalid_grant: ip restricted').waitFor()
    const { clientSecret } = await (await fetch(`${org.url}/practice-org/overview`)).json()
    const form = { ...credentials, client_secret: clientSecret }
    const answer = await post('/services/oauth2/token', form)
    expect(await answer.json()).toMatchObject({ error_description: 'ip restricted' })
    await page.getByRole('button', { name: 'Mend: IP restriction' }).click()
    await page.getByText(/Sign-in, exchange, ingestion and queries work/).waitFor()
  })

  test('nothing they show breaks their own strict content security policy', () => {
    expect(refusedByPolicy).toEqual([])
  })
})
