import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { deleteConnector, schemasQuery, type ConnectorSchema } from '../api/streams.ts'
import { Badge } from '../ui/badge.tsx'
import { Card } from '../ui/card.tsx'
import { ConfirmButton } from '../ui/confirm-button.tsx'
import { Copyable } from '../ui/copyable.tsx'
import { ErrorPanel } from '../ui/error-panel.tsx'
import { Notice } from '../ui/notice.tsx'
import { Page } from '../ui/page.tsx'
import { Panel } from '../ui/panel.tsx'
import { NumberCell, Table } from '../ui/table.tsx'
import { Waiting } from '../ui/waiting.tsx'
import { SchemaUpload } from './schema-upload.tsx'

const route = getRouteApi('/streams/connectors/$name')

/** One connector: what it takes, and the upload of a schema. */
export function ConnectorPage() {
  const { name } = route.useParams()
  const schemas = useQuery(schemasQuery)
  const connector = schemas.data?.find((candidate) => candidate.name === name)
  const above = <Link to="/streams">Data Streams</Link>
  if (connector === undefined) {
    return (
      <Page title="Connector" about="" above={above}>
        {schemas.status === 'error' ? (
          <ErrorPanel
            error={schemas.error}
            what="The connector could not be read"
            onRetry={() => void schemas.refetch()}
          />
        ) : schemas.status === 'pending' ? (
          <Waiting what="Reading the connector" />
        ) : (
          <Panel title={`There is no connector ${name}`}>
            <p>It may have been deleted. The list of Data Streams has those that there are.</p>
          </Panel>
        )}
      </Page>
    )
  }
  return (
    <Page
      above={above}
      title={connector.label}
      about={
        <>
          Ingestion API connector; its name, also called dataset ID, is{' '}
          <Copyable text={connector.name} what="dataset ID" />
        </>
      }
      actions={<DeleteConnector connector={connector} />}
    >
      <Objects connector={connector} />
      <SchemaUpload connector={connector} />
    </Page>
  )
}

function Objects({ connector }: { readonly connector: ConnectorSchema }) {
  const { name, objects } = connector
  return (
    <Card title="Objects" about="What its schema defines." isFlush>
      {objects.length === 0 ? (
        <Panel title="No schema yet">
          <p>Upload one below: its objects appear here, each to be deployed as a data stream.</p>
        </Panel>
      ) : (
        <Table
          label="Objects"
          head={['Object', { name: 'Fields', isNumber: true }, 'Endpoint', 'Data stream']}
        >
          {objects.map((object) => (
            <tr key={object.name}>
              <td>
                <code>{object.name}</code>
              </td>
              <NumberCell>{object.fields.length}</NumberCell>
              <td>
                <code>{`/api/v1/ingest/sources/${name}/${object.name}`}</code>
              </td>
              <td>
                {object.streamId === null ? (
                  <Button
                    size="compact-xs"
                    variant="default"
                    aria-label={`Deploy ${object.name}`}
                    renderRoot={(props) => (
                      <Link
                        to="/streams/new"
                        search={{ connector: name, object: object.name }}
                        {...props}
                      />
                    )}
                  >
                    Deploy
                  </Button>
                ) : (
                  <Link to="/streams/$streamId" params={{ streamId: object.streamId }}>
                    <Badge tone="good">Deployed</Badge>
                  </Link>
                )}
              </td>
            </tr>
          ))}
        </Table>
      )}
    </Card>
  )
}

function DeleteConnector({ connector }: { readonly connector: ConnectorSchema }) {
  const client = useQueryClient()
  const navigate = useNavigate()
  const remove = useMutation({
    mutationFn: () => deleteConnector(connector.name),
    onSuccess: async () => {
      await navigate({ to: '/streams' })
      await client.invalidateQueries()
    },
  })
  return (
    <>
      {remove.error === null ? null : <Notice tone="bad">{remove.error.message}</Notice>}
      <ConfirmButton
        word="Delete"
        question={`Delete the connector ${connector.label} and its schema?`}
        confirm="Delete connector"
        isBusy={remove.isPending}
        onConfirm={() => remove.mutate()}
      />
    </>
  )
}
