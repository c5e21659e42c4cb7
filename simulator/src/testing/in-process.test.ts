import { expect, test } from 'vitest'
import { createManualClock } from '../platform/clock.ts'
import { createSeededRandom } from '../platform/random.ts'
import { openPracticeOrg } from '../practice-org.ts'
import { openingMsMax } from './practice-client.ts'

const open = () =>
  openPracticeOrg({
    port: 0,
    clock: createManualClock(Date.parse('2026-03-01T12:00:00.000Z')),
    random: createSeededRandom('any'),
  })

test(
  'two practice orgs in one process share nothing',
  async () => {
    await using first = await open()
    await using second = await open()
    expect(first.url).not.toBe(second.url)
    const control = async (url: string, path: string, body?: object) => {
      const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }
      return (await fetch(`${url}/practice-org/${path}`, init)).json() as Promise<object>
    }
    await control(first.url, 'clock', { advance: '1 day' })
    expect(await control(second.url, 'clock')).toMatchObject({ now: '2026-03-01T12:00:00.000Z' })
    expect(await control(first.url, 'rows/page_view')).toMatchObject({ rows: [] })
  },
  openingMsMax,
)
