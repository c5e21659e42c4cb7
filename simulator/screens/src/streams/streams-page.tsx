import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { schemasQuery, streamsQuery, type ListedStream } from '../api/streams.ts'
import { Badge } from '../ui/badge.tsx'
import { Card } from '../ui/card.tsx'
import { ErrorPanel } from '../ui/error-panel.tsx'
import { exactText } from '../ui/numbers.ts'
import { Page } from '../ui/page.tsx'
import { Panel } from '../ui/panel.tsx'
import { NumberCell, Table } from '../ui/table.tsx'
import { TimeAgo } from '../ui/time-ago.tsx'
import { Waiting } from '../ui/waiting.tsx'
import styles from './streams-page.module.css'

/** Every data stream, and the connectors they come from. */
export function StreamsPage() {
  const streams = useQuery(streamsQuery)
  return (
    <Page
      title="Data Streams"
      about="A data stream carries one object of a connector into its own lake object."
      actions={
        <>
          <Button
            variant="default"
            renderRoot={(props) => <Link to="/streams/new-connector" {...props} />}
          >
            New connector
          </Button>
          <Button renderRoot={(props) => <Link to="/streams/new" {...props} />}>
            New data stream
          </Button>
        </>
      }
    >
      <Card title="All data streams" isFlush>
        {streams.data !== undefined ? (
          <StreamTable streams={streams.data} />
        ) : streams.status === 'error' ? (
          <ErrorPanel
            error={streams.error}
            what="The data streams could not be read"
            onRetry={() => void streams.refetch()}
          />
        ) : (
          <Waiting what="Reading the data streams" />
        )}
      </Card>
      <Connectors />
    </Page>
  )
}

function StreamTable({ streams }: { readonly streams: readonly ListedStream[] }) {
  if (streams.length === 0) {
    return (
      <Panel title="No data stream yet">
        <p>Create a connector, upload its schema, and deploy a data stream for each object.</p>
      </Panel>
    )
  }
  return (
    <Table
      label="Data streams"
      head={[
        'Data stream',
        'Category',
        'Mode',
        'Status',
        'Last run',
        { name: 'Total rows', isNumber: true },
        { name: 'Problems', isNumber: true },
        'Primary key',
        'Event time',
        'Record modified',
      ]}
    >
      {streams.map((stream) => (
        <tr key={stream.id}>
          <td className={styles.name}>
            <Link to="/streams/$streamId" params={{ streamId: stream.id }}>
              {stream.label}
            </Link>
          </td>
          <td>{stream.category}</td>
          <td>{stream.refreshMode}</td>
          <td>
            <Badge tone="good">{stream.status}</Badge>
          </td>
          <td>
            {stream.lastRefresh === null ? (
              'Never'
            ) : (
              <TimeAgo ms={stream.lastRefresh.startedAtMs + stream.lastRefresh.durationMs} />
            )}
          </td>
          <NumberCell>{exactText(stream.rowCount)}</NumberCell>
          <NumberCell>
            {stream.problemCount === 0 ? (
              '0'
            ) : (
              <Badge tone="warn">{exactText(stream.problemCount)}</Badge>
            )}
          </NumberCell>
          <td>
            <code>{stream.primaryKey}</code>
          </td>
          <td>
            <code>{stream.eventTimeField ?? '–'}</code>
          </td>
          <td>
            <code>{stream.recordModifiedField ?? '–'}</code>
          </td>
        </tr>
      ))}
    </Table>
  )
}

function Connectors() {
  const schemas = useQuery(schemasQuery)
  if (schemas.data === undefined) return null
  return (
    <Card
      title="Connectors"
      about="Ingestion API connectors: each has a schema, which says what it takes."
      isFlush
    >
      {schemas.data.length === 0 ? (
        <Panel title="No connector yet">
          <p>
            <Link to="/streams/new-connector">Create one</Link>: its name is the “dataset ID” that a
            client asks for.
          </p>
        </Panel>
      ) : (
        <Table
          label="Connectors"
          head={[
            'Connector',
            'Name',
            'State',
            { name: 'Objects', isNumber: true },
            { name: 'Deployed', isNumber: true },
          ]}
        >
          {schemas.data.map(({ name, label, objects }) => {
            const deployedCount = objects.filter(({ streamId }) => streamId !== null).length
            return (
              <tr key={name}>
                <td>
                  <Link to="/streams/connectors/$name" params={{ name }}>
                    {label}
                  </Link>
                </td>
                <td>
                  <code>{name}</code>
                </td>
                <td>
                  {objects.length === 0 ? (
                    <Badge tone="warn">Needs schema</Badge>
                  ) : deployedCount === 0 ? (
                    <Badge tone="warn">Needs data stream</Badge>
                  ) : (
                    <Badge tone="good">In use</Badge>
                  )}
                </td>
                <NumberCell>{objects.length}</NumberCell>
                <NumberCell>{deployedCount}</NumberCell>
              </tr>
            )
          })}
        </Table>
      )}
    </Card>
  )
}
