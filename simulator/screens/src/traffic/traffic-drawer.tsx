import { useQuery } from '@tanstack/react-query'
import { trafficDetailQuery, type TrafficDetail } from '../api/traffic.ts'
import { Drawer } from '../ui/drawer.tsx'
import { ErrorPanel } from '../ui/error-panel.tsx'
import { Fact, Facts } from '../ui/facts.tsx'
import { JsonView } from '../ui/json-view.tsx'
import { bytesText, spanText } from '../ui/numbers.ts'
import { utcText } from '../ui/time.ts'
import { Waiting } from '../ui/waiting.tsx'
import styles from './traffic-drawer.module.css'
import { StatusBadge } from './traffic-table.tsx'

/** One request and its reply, with headers and bodies. */
export function TrafficDrawer({
  id,
  onClose,
}: {
  readonly id: number
  readonly onClose: () => void
}) {
  const detail = useQuery(trafficDetailQuery(id))
  return (
    <Drawer
      title={
        detail.data === undefined ? (
          'Request'
        ) : (
          <code>
            {detail.data.method} {detail.data.path}
          </code>
        )
      }
      label="Request and reply"
      onClose={onClose}
    >
      {detail.data !== undefined ? (
        <Content detail={detail.data} />
      ) : detail.status === 'error' ? (
        <ErrorPanel error={detail.error} what="The request could not be read" />
      ) : (
        <Waiting what="Reading the request" />
      )}
    </Drawer>
  )
}

function Content({ detail }: { readonly detail: TrafficDetail }) {
  return (
    <>
      <Facts>
        <Fact name="Status">
          <StatusBadge status={detail.status} />
        </Fact>
        <Fact name="Time">{utcText(new Date(detail.atMs).toISOString())}</Fact>
        <Fact name="Took">{spanText(detail.tookMs)}</Fact>
        <Fact name="Host">
          <code>{detail.host}</code>
        </Fact>
        {detail.query === '' ? null : (
          <Fact name="Query">
            <code>{detail.query}</code>
          </Fact>
        )}
        {detail.fault === undefined ? null : <Fact name="Fault">{detail.fault}</Fact>}
      </Facts>
      <h3>Request headers</h3>
      <Headers headers={detail.requestHeaders} label="Request headers" />
      <h3>Request body</h3>
      <Body text={detail.requestBodyStart} bytes={detail.requestBytes} label="Request body" />
      <h3>Reply headers</h3>
      <Headers headers={detail.replyHeaders} label="Reply headers" />
      <h3>Reply body</h3>
      <Body text={detail.replyBodyStart} bytes={detail.replyBytes} label="Reply body" />
    </>
  )
}

function Headers({
  headers,
  label,
}: {
  readonly headers: Readonly<Record<string, string>>
  readonly label: string
}) {
  const entries = Object.entries(headers)
  if (entries.length === 0) return <p className={styles.quiet}>None.</p>
  return (
    <dl className={styles.headers} aria-label={label}>
      {entries.map(([name, value]) => (
        <div key={name}>
          <dt>{name}:</dt> <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

function Body({
  text,
  bytes,
  label,
}: {
  readonly text: string
  readonly bytes: number
  readonly label: string
}) {
  if (text === '') {
    const words = label === 'Request body' ? 'Empty, or refused before it was read.' : 'Empty.'
    return <p className={styles.quiet}>{words}</p>
  }
  const isCut = new TextEncoder().encode(text).length < bytes
  return (
    <>
      <JsonView value={laidOut(text)} label={label} />
      {isCut ? (
        <p className={styles.quiet}>The beginning; the whole has {bytesText(bytes)}.</p>
      ) : null}
    </>
  )
}

/** What is no whole JSON stays as it came. */
function laidOut(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
