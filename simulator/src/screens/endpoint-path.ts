/** Where the records of an object are sent {INS}: what the connector's page lists as its object endpoints. */
export function endpointPathOf(connector: string, object: string): string {
  return `/api/v1/ingest/sources/${connector}/${object}`
}
