import { expect } from 'vitest'
import type { Answer, PracticeClient } from '../../testing/practice-client.ts'

export const jobsPath = '/api/v1/ingest/jobs'

/** The calls of a bulk client, with a token of its own each time. */
export function bulkClientOf(client: PracticeClient) {
  const call = async (
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    path: string,
    more: { body?: object | string; headers?: Record<string, string> } = {},
  ): Promise<Answer> => client.call({ method, path, token: await client.tenantToken(), ...more })
  const create = (creation: object = {}) =>
    call('POST', jobsPath, {
      body: {
        ...{ object: 'consent_log', sourceName: 'dataset-12345', operation: 'upsert' },
        ...creation,
      },
    })
  const open = async (creation: object = {}): Promise<string> => {
    const answer = await create(creation)
    expect([answer.status, answer.text]).toEqual([201, expect.any(String)])
    return String(answer.json['id'])
  }
  const upload = (id: string, csv: string, headers: Record<string, string> = {}) =>
    call('PUT', `${jobsPath}/${id}/batches`, {
      body: csv,
      headers: { 'content-type': 'text/csv', ...headers },
    })
  const change = (id: string, state: string) =>
    call('PATCH', `${jobsPath}/${id}`, { body: { state } })
  const get = (id: string) => call('GET', `${jobsPath}/${id}`)
  const stateOf = async (id: string) => (await get(id)).json['state']
  const remove = (id: string) => call('DELETE', `${jobsPath}/${id}`)
  /** A job with one file, closed and landed. */
  const land = async (csv: string, creation: object = {}): Promise<string> => {
    const id = await open(creation)
    await upload(id, csv)
    await change(id, 'UploadComplete')
    await client.land()
    return id
  }
  return { call, create, open, upload, change, get, stateOf, remove, land }
}

export type BulkClient = ReturnType<typeof bulkClientOf>
