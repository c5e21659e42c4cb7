/** A column of the schema; those of the lake itself begin with a capital, or with `cdp_sys`. */
const schemaColumn = /^(?!cdp_sys)[a-z].*__c$/

/** Reads back what landed, as any client of Data Cloud would: token, exchange, Query API. */
export async function openDataCloudReader(practiceOrgUrl: string) {
  const core = await postForm(`${practiceOrgUrl}/services/oauth2/token`, {
    grant_type: 'client_credentials',
    client_id: '3MVG9...',
    client_secret: 'xxxxxxxxxxxxxxxxxxxx',
  })
  const tenant = await postForm(`${practiceOrgUrl}/services/a360/token`, {
    grant_type: 'urn:salesforce:grant-type:external:cdp',
    subject_token: String(core['access_token']),
    subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
  })
  const bearer = `Bearer ${String(tenant['access_token'])}`

  async function query(sql: string): Promise<readonly Record<string, unknown>[]> {
    const response = await fetch(`${practiceOrgUrl}/api/v1/query`, {
      method: 'POST',
      headers: { Authorization: bearer, 'Content-Type': 'application/json' },
      body: JSON.stringify({ sql }),
    })
    const json = (await response.json()) as { data?: Record<string, unknown>[] }
    if (json.data === undefined) throw new Error(`${response.status} ${JSON.stringify(json)}`)
    return json.data
  }

  return {
    /** Lands now whatever has been accepted. */
    async land(): Promise<void> {
      const response = await fetch(`${practiceOrgUrl}/practice-org/land`, { method: 'POST' })
      if (!response.ok) throw new Error(`land: ${response.status}`)
    },
    query,
    async count(object: string): Promise<number> {
      const [row] = await query(`select count(*) as n from ${object}__dll`)
      return Number(row?.['n'])
    },
    /** Landed rows of an object, with schema names as keys and nulls left out. */
    async rows(object: string): Promise<readonly Record<string, unknown>[]> {
      const rows = await query(`select * from ${object}__dll`)
      return rows.map((row) =>
        Object.fromEntries(
          Object.entries(row)
            .filter(([name, value]) => schemaColumn.test(name) && value !== null)
            .map(([name, value]) => [name.slice(0, -'__c'.length), value]),
        ),
      )
    },
  }
}

export type DataCloudReader = Awaited<ReturnType<typeof openDataCloudReader>>

async function postForm(
  url: string,
  fields: Readonly<Record<string, string>>,
): Promise<Record<string, unknown>> {
  const response = await fetch(url, { method: 'POST', body: new URLSearchParams(fields) })
  const json = (await response.json()) as Record<string, unknown>
  if (!response.ok) throw new Error(`${url}: ${response.status} ${JSON.stringify(json)}`)
  return json
}
