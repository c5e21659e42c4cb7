import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { streamQuery, type Refresh, type StreamDetail } from '../api/streams.ts'
import { Badge, type BadgeTone } from '../ui/badge.tsx'
import { Card } from '../ui/card.tsx'
import { Copyable } from '../ui/copyable.tsx'
import { ErrorPanel } from '../ui/error-panel.tsx'
import { Fact, Facts } from '../ui/facts.tsx'
import { countedText, exactText, spanText } from '../ui/numbers.ts'
import { Page } from '../ui/page.tsx'
import { Panel } from '../ui/panel.tsx'
import { NumberCell, Table } from '../ui/table.tsx'
import { utcText } from '../ui/time.ts'
import { Waiting } from '../ui/waiting.tsx'
import { DeleteStream } from './delete-stream.tsx'
import { ProblemTable } from './problem-table.tsx'
import styles from './stream-page.module.css'

const route = getRouteApi('/streams/$streamId')

/** One data stream: how it was set up, what has run, and what went wrong. */
export function StreamPage() {
  const { streamId } = route.useParams()
  const stream = useQuery(streamQuery(streamId))
  const above = <Link to="/streams">Data Streams</Link>
  if (stream.data === undefined) {
    return (
      <Page title="Data stream" about="" above={above}>
        {stream.status === 'error' ? (
          <ErrorPanel
            error={stream.error}
            what="The data stream could not be read"
            onRetry={() => void stream.refetch()}
          />
        ) : (
          <Waiting what="Reading the data stream" />
        )}
      </Page>
    )
  }
  const { label, rowCount, problemCount } = stream.data
  return (
    <Page
      above={above}
      title={label}
      about={`${countedText(rowCount, 'row')}, ${countedText(problemCount, 'problem record')}.`}
      actions={<DeleteStream stream={stream.data} />}
    >
      <div className={styles.columns}>
        <Settings stream={stream.data} />
        <Fields stream={stream.data} />
      </div>
      <History refreshes={stream.data.refreshes} />
      <Card
        title="Problem records"
        about="The latest 50 rows that did not land, or landed with a field left empty."
        actions={
          <Link to="/explorer" search={{ object: stream.data.problemObject }}>
            All in Data Explorer
          </Link>
        }
        isFlush
      >
        <ProblemTable problems={stream.data.problems} />
      </Card>
    </Page>
  )
}

function Settings({ stream }: { readonly stream: StreamDetail }) {
  return (
    <Card
      title="Details"
      about="Category, keys and refresh mode cannot be changed: delete the stream and deploy it anew."
    >
      <Facts>
        <Fact name="Status">
          <Badge tone="good">{stream.status}</Badge>
        </Fact>
        <Fact name="Connector">
          <Link to="/streams/connectors/$name" params={{ name: stream.connector }}>
            {stream.connector}
          </Link>
        </Fact>
        <Fact name="Object">
          <code>{stream.object}</code>
        </Fact>
        <Fact name="Endpoint">
          <Copyable text={stream.endpointPath} what="endpoint" />
        </Fact>
        <Fact name="Category">{stream.category}</Fact>
        <Fact name="Primary key">
          <code>{stream.primaryKey}</code>
        </Fact>
        {stream.eventTimeField === null ? null : (
          <Fact name="Event time">
            <code>{stream.eventTimeField}</code>
          </Fact>
        )}
        <Fact name="Record modified">
          {stream.recordModifiedField === null ? 'none' : <code>{stream.recordModifiedField}</code>}
        </Fact>
        <Fact name="Refresh mode">{stream.refreshMode}</Fact>
        <Fact name="Lake object">
          <Link to="/explorer" search={{ object: stream.lakeObject }}>
            <code>{stream.lakeObject}</code>
          </Link>
        </Fact>
        <Fact name="Deployed">
          <span className="tabular">{utcText(new Date(stream.createdAtMs).toISOString())}</span>
        </Fact>
      </Facts>
    </Card>
  )
}

function Fields({ stream }: { readonly stream: StreamDetail }) {
  return (
    <Card title={countedText(stream.fields.length, 'field')} isFlush>
      <Table label="Fields" isLong head={['Field', 'Type', 'Column', '']}>
        {stream.fields.map(({ name, type, column }) => (
          <tr key={name}>
            <td>
              <code>{name}</code>
            </td>
            <td>{type}</td>
            <td>
              <code>{column}</code>
            </td>
            <td>{roleOf(stream, name)}</td>
          </tr>
        ))}
      </Table>
    </Card>
  )
}

function roleOf(stream: StreamDetail, field: string) {
  if (field === stream.primaryKey) return <Badge tone="info">Primary key</Badge>
  if (field === stream.eventTimeField) return <Badge tone="info">Event time</Badge>
  if (field === stream.recordModifiedField) return <Badge tone="info">Record modified</Badge>
  return null
}

function History({ refreshes }: { readonly refreshes: readonly Refresh[] }) {
  return (
    <Card
      title="Refresh history"
      about="Streaming in hourly runs, bulk jobs one by one; kept for 20 days."
      isFlush
    >
      {refreshes.length === 0 ? (
        <Panel title="No run yet">
          <p>A run appears here when the first records land.</p>
        </Panel>
      ) : (
        <Table
          label="Refresh history"
          head={[
            'Refresh Date',
            'Refresh Mode',
            { name: 'Duration', isNumber: true },
            'Status',
            { name: 'Records Processed', isNumber: true },
            { name: 'Records Added', isNumber: true },
            { name: 'Records Removed', isNumber: true },
            { name: 'Problem Records', isNumber: true },
          ]}
        >
          {refreshes.map((refresh) => (
            <tr key={`${refresh.startedAtMs} ${refresh.mode} ${refresh.note}`}>
              <td className="tabular">{utcText(new Date(refresh.startedAtMs).toISOString())}</td>
              <td>{refresh.mode}</td>
              <NumberCell>{spanText(refresh.durationMs)}</NumberCell>
              <td>
                <Badge tone={toneOf(refresh.status)}>{refresh.status}</Badge>
                {refresh.note === '' ? null : <span className={styles.note}>{refresh.note}</span>}
              </td>
              <NumberCell>{exactText(refresh.processedCount)}</NumberCell>
              <NumberCell>{exactText(refresh.addedCount)}</NumberCell>
              <NumberCell>{exactText(refresh.removedCount)}</NumberCell>
              <NumberCell>{exactText(refresh.problemCount)}</NumberCell>
            </tr>
          ))}
        </Table>
      )}
    </Card>
  )
}

function toneOf(status: string): BadgeTone {
  if (status === 'Success') return 'good'
  return status === 'Failed' ? 'bad' : 'info'
}
