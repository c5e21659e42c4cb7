import { afterAll, beforeAll, expect, test } from 'vitest'
import { troubles } from '../../screens/src/connected-app/troubles.ts'
import { connectedAppSeeded, type ConnectedApp } from '../org/connected-app.ts'
import {
  openingMsMax,
  openPracticeClient,
  pageViewPath,
  type Answer,
  type PracticeClient,
} from '../testing/practice-client.ts'

let client: PracticeClient
beforeAll(async () => {
  client = await openPracticeClient({}, { isLakeNeeded: false })
}, openingMsMax)
afterAll(() => client[Symbol.asyncDispose](), openingMsMax)

/** The first step that fails for a client, and its answer as the screens write it. */
async function firstFailure(): Promise<{ step: string; answer: string } | undefined> {
  const core = await client.signIn()
  if (core.status !== 200) return { step: 'Sign-in', answer: wordsOf(core) }
  const tenant = await client.exchange(String(core.json['access_token']))
  if (tenant.status !== 200) return { step: 'Exchange', answer: wordsOf(tenant) }
  const sent = await client.call({
    method: 'POST',
    path: pageViewPath,
    token: String(tenant.json['access_token']),
    body: { data: [{ event_id: 'e1' }] },
  })
  return sent.status === 202 ? undefined : { step: 'Ingestion', answer: wordsOf(sent) }
}

function wordsOf({ status, json }: Answer): string {
  const { error, error_description: description } = json
  const words = [error, description].filter((word) => typeof word === 'string')
  return `${status} ${words.join(': ')}`
}

test.each(troubles)('"$name" is answered as the page says, and can be mended', async (trouble) => {
  const { app } = (await client.control('GET', 'state')).json as { app: ConnectedApp }
  expect(trouble.isThere(app)).toBe(false)
  const broken = await client.control('PATCH', 'app', trouble.make(app))
  const brokenApp = broken.json['app'] as ConnectedApp
  expect(trouble.isThere(brokenApp)).toBe(true)
  const failure = await firstFailure()
  expect(failure?.step).toBe(trouble.step)
  expect(failure?.answer).toContain(trouble.answer)
  const mended = await client.control('PATCH', 'app', trouble.mend(brokenApp))
  expect(mended.json['app']).toMatchObject({
    isActive: connectedAppSeeded.isActive,
    scopes: expect.arrayContaining([...connectedAppSeeded.scopes]),
    runAsUser: connectedAppSeeded.runAsUser,
  })
  expect(await firstFailure()).toBeUndefined()
})
