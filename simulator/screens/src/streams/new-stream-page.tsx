import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { schemasQuery } from '../api/streams.ts'
import { Card } from '../ui/card.tsx'
import { ErrorPanel } from '../ui/error-panel.tsx'
import { Page } from '../ui/page.tsx'
import { Panel } from '../ui/panel.tsx'
import { Waiting } from '../ui/waiting.tsx'
import { StreamForm } from './stream-form.tsx'

const route = getRouteApi('/streams/new')

/** Deploying an object as a data stream. */
export function NewStreamPage() {
  const wanted = route.useSearch()
  const schemas = useQuery(schemasQuery)
  const open = (schemas.data ?? [])
    .map((connector) => ({
      ...connector,
      objects: connector.objects.filter(({ streamId }) => streamId === null),
    }))
    .filter(({ objects }) => objects.length > 0)
  return (
    <Page
      title="New data stream"
      about="As in Data Cloud, Data Streams, New, Ingestion API. Category, keys and refresh mode stay as they are once deployed."
      above={<Link to="/streams">Data Streams</Link>}
    >
      <Card title="Data stream">
        {schemas.data !== undefined ? (
          open.length === 0 ? (
            <Panel title="Every object is deployed already">
              <p>
                <Link to="/streams/new-connector">Create a connector</Link>, or upload a schema with
                a new object on the page of one.
              </p>
            </Panel>
          ) : (
            <StreamForm connectors={open} wanted={wanted} />
          )
        ) : schemas.status === 'error' ? (
          <ErrorPanel
            error={schemas.error}
            what="The connectors could not be read"
            onRetry={() => void schemas.refetch()}
          />
        ) : (
          <Waiting what="Reading the connectors" />
        )}
      </Card>
    </Page>
  )
}
