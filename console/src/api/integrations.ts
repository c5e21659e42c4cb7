import { queryOptions } from '@tanstack/react-query'
import { admin, bodyOf } from './client.ts'
import type { components } from './generated/admin.ts'

type Schemas = components['schemas']

/** An installed catalogue entry; secrets read as `***`. */
export type Integration = Schemas['Integration']
/** What can be installed, what it asks for, and how the other side is set up. */
export type CatalogEntry = Schemas['CatalogEntry']
export type CatalogField = Schemas['CatalogField']
export type SetupStep = Schemas['SetupStep']
export type CheckReport = Schemas['CheckReport']
export type CheckStep = Schemas['CheckStep']
type InstallRequest = Schemas['InstallRequest']

export const integrationsKey = ['integrations'] as const

/** Installed integrations with their counts, asked again every few seconds while somebody looks. */
export const integrationsQuery = queryOptions({
  queryKey: integrationsKey,
  queryFn: async ({ signal }) => {
    const page = await bodyOf(
      admin.GET('/v1/admin/integrations', { params: { query: { limit: 100 } }, signal }),
    )
    return page.data
  },
  refetchInterval: 5_000,
})

export function integrationQuery(id: string) {
  return queryOptions({
    queryKey: [...integrationsKey, id],
    queryFn: ({ signal }) =>
      bodyOf(admin.GET('/v1/admin/integrations/{id}', { params: { path: { id } }, signal })),
    refetchInterval: 3_000,
  })
}

export const catalogQuery = queryOptions({
  queryKey: ['integration-catalog'],
  queryFn: async ({ signal }) => {
    const page = await bodyOf(admin.GET('/v1/admin/integration-catalog', { signal }))
    return page.data
  },
  staleTime: 60_000,
})

export function catalogEntryQuery(key: string) {
  return queryOptions({
    queryKey: ['integration-catalog', key],
    queryFn: ({ signal }) =>
      bodyOf(
        admin.GET('/v1/admin/integration-catalog/{key}', { params: { path: { key } }, signal }),
      ),
    staleTime: 60_000,
  })
}

/** @throws ApiError 422 with the fields that are wrong */
export function install(key: string, body: InstallRequest): Promise<Integration> {
  return bodyOf(
    admin.POST('/v1/admin/integration-catalog/{key}/install', { params: { path: { key } }, body }),
  )
}

/** Asks Salesforce step by step whether the integration can deliver. Nothing is stored there. */
export function check(id: string): Promise<CheckReport> {
  return bodyOf(admin.POST('/v1/admin/integrations/{id}/check', { params: { path: { id } } }))
}

/** Sends one event through the whole path, and says which. */
export function sendTestEvent(id: string) {
  return bodyOf(
    admin.POST('/v1/admin/integrations/{id}/test-event', { params: { path: { id } }, body: {} }),
  )
}

export function setEnabled(id: string, enabled: boolean): Promise<Integration> {
  return bodyOf(
    admin.PATCH('/v1/admin/integrations/{id}', { params: { path: { id } }, body: { enabled } }),
  )
}
