import type { SignalProcess } from './signal-process.ts'

type Json = Record<string, unknown>

/** One row of a list or an answer, as the admin API gives it. */
export type LiveRow = {
  readonly offset: number
  readonly event_id: string
  readonly kind: string
  readonly type: string | null
  readonly name: string | null
  readonly user_id: string | null
  readonly quarantine: { readonly reason: string; readonly detail: string } | null
  readonly deliveries: readonly {
    readonly integration_id: string
    readonly state: string
    readonly status: number | null
    readonly objects: readonly string[]
    readonly reason: string | null
    readonly detail: string | null
  }[]
}

export type LedgerRow = {
  readonly integration_id: string
  readonly taken_in: number
  readonly waiting: number
  readonly accepted: number
  readonly dead: number
  readonly dropped: number
}

/** The body of the integration page's `curl`, byte for byte. */
export const pageInstallBody = `{
    "name": "Salesforce CDP",
    "variant": "default",
    "config": {
      "client_id": "3MVG9...",
      "client_secret": "xxxxxxxxxxxxxxxxxxxx",
      "subdomain": "your-org",
      "dataset_id": "dataset-12345"
    },
    "delivery_mode": "server_side"
  }`

/** The admin API as an operator's script would call it. */
export function createAdminClient({ consoleUrl, adminToken }: SignalProcess) {
  async function call(
    method: string,
    path: string,
    body?: string,
  ): Promise<{ status: number; json: Json }> {
    const response = await fetch(`${consoleUrl}/v1/admin${path}`, {
      method,
      headers: {
        Authorization: `Bearer ${adminToken}`,
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body }),
    })
    const text = await response.text()
    return { status: response.status, json: text === '' ? {} : (JSON.parse(text) as Json) }
  }

  async function good(method: string, path: string, body?: string): Promise<Json> {
    const { status, json } = await call(method, path, body)
    if (status >= 300) throw new Error(`${method} ${path}: ${status} ${JSON.stringify(json)}`)
    return json
  }

  return {
    call,
    good,
    /** The page's install call; returns the integration's id. */
    async install(body = pageInstallBody): Promise<string> {
      const json = await good('POST', '/integration-catalog/salesforce_cdp/install', body)
      return String(json['id'])
    },
    async liveEvents(query = ''): Promise<readonly LiveRow[]> {
      const rows: LiveRow[] = []
      let cursor: string | null = null
      do {
        const next: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`
        const page = await good('GET', `/live-events?limit=100${query}${next}`)
        rows.push(...(page['data'] as LiveRow[]))
        cursor = page['has_more'] === true ? (page['next_cursor'] as string) : null
      } while (cursor !== null)
      return rows
    },
    liveEvent: (eventId: string) => good('GET', `/live-events/${encodeURIComponent(eventId)}`),
    async ledger(): Promise<readonly LedgerRow[]> {
      const json = await good('GET', '/ledger')
      return json['integrations'] as LedgerRow[]
    },
  }
}

export type AdminClient = ReturnType<typeof createAdminClient>
