import { Button } from '@mantine/core'
import { useDocumentTitle } from '@mantine/hooks'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { IconChevronLeft, IconPlayerPause, IconPlayerPlay, IconSend } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import {
  integrationQuery,
  integrationsKey,
  sendTestEvent,
  setEnabled,
  type Integration,
} from '../api/integrations.ts'
import { DiagnosisCard } from '../live-events/diagnosis-card.tsx'
import { reasonOf } from '../live-events/state-words.ts'
import { CopyButton } from '../ui/copy-button.tsx'
import { ErrorPanel } from '../ui/error-panel.tsx'
import { exactText } from '../ui/numbers.ts'
import { RelativeTime } from '../ui/relative-time.tsx'
import { ConnectionCheck } from './connection-check.tsx'
import { IntegrationState } from './integration-state.tsx'
import styles from './integration-page.module.css'
import { VendorLogo } from './vendor-logo.tsx'

/** One integration: how it is doing, whether it can deliver, and what it is set to. */
export function IntegrationPage() {
  const { integrationId } = useParams({ from: '/signed-in/integrations/$integrationId' })
  const integration = useQuery(integrationQuery(integrationId))
  return (
    <div className={styles.page}>
      <Link to="/integrations" className={styles.back}>
        <IconChevronLeft size={15} aria-hidden />
        My Integrations
      </Link>
      {integration.data !== undefined ? (
        <Overview key={integrationId} integration={integration.data} />
      ) : integration.status === 'error' ? (
        <ErrorPanel
          error={integration.error}
          what="This integration could not be loaded"
          onRetry={() => void integration.refetch()}
        />
      ) : (
        <p role="status">Reading the integration …</p>
      )}
    </div>
  )
}

function Overview({ integration }: { readonly integration: Integration }) {
  useDocumentTitle(`${integration.name} · Signal`)
  const { id, name, state, ledger, diagnosis, last_accepted_at: lastAcceptedAt } = integration
  return (
    <>
      <header className={styles.header}>
        <VendorLogo />
        <div className={styles.title}>
          <h1 title={name}>{name}</h1>
          <p>
            <IntegrationState state={state} />
            <span>
              {lastAcceptedAt === null ? (
                'Nothing accepted yet'
              ) : (
                <>
                  Last accepted <RelativeTime iso={lastAcceptedAt} />
                </>
              )}
            </span>
          </p>
        </div>
        <Actions integration={integration} />
      </header>
      {diagnosis === null ? null : <DiagnosisCard diagnosis={diagnosis} />}
      <LedgerStrip ledger={ledger} id={id} />
      <div className={styles.columns}>
        <ConnectionCheck integrationId={id} />
        <Settings integration={integration} />
      </div>
    </>
  )
}

function Actions({ integration }: { readonly integration: Integration }) {
  const { id, enabled } = integration
  const client = useQueryClient()
  const navigate = useNavigate()
  const toggle = useMutation({
    mutationFn: () => setEnabled(id, !enabled),
    onSuccess: (changed) => {
      client.setQueryData(integrationQuery(id).queryKey, changed)
      return client.invalidateQueries({ queryKey: integrationsKey })
    },
  })
  const send = useMutation({
    mutationFn: () => sendTestEvent(id),
    onSuccess: ({ event_id: event }) => navigate({ to: '/live-events', search: { event } }),
  })
  const failed = toggle.error ?? send.error
  return (
    <div className={styles.actions}>
      <Button
        variant="default"
        leftSection={enabled ? <IconPlayerPause size={14} /> : <IconPlayerPlay size={14} />}
        loading={toggle.isPending}
        onClick={() => toggle.mutate()}
      >
        {enabled ? 'Pause' : 'Resume'}
      </Button>
      <Button
        leftSection={<IconSend size={14} />}
        loading={send.isPending}
        onClick={() => send.mutate()}
      >
        Send a test event
      </Button>
      {failed === null ? null : (
        <p className={styles.failed} role="alert">
          {failed.message}
        </p>
      )}
    </div>
  )
}

/** Every event it was given, and where each one is. Exact at any size: the parts add up to the whole, to the event. */
function LedgerStrip({
  ledger,
  id,
}: {
  readonly ledger: Integration['ledger']
  readonly id: string
}) {
  const reasons = ledger.dropped_by_reason.map(
    ({ reason, count }) => `${reasonOf(reason)} ${exactText(count)}`,
  )
  return (
    <section className={styles.ledger} aria-label="Ledger">
      <Total name="Taken in" count={ledger.taken_in} />
      <span className={styles.sign}>=</span>
      <Total name="Accepted" count={ledger.accepted}>
        <Link to="/live-events" search={{ integration: id, state: 'accepted' }}>
          Show
        </Link>
      </Total>
      <span className={styles.sign}>+</span>
      <Total name="Waiting" count={ledger.waiting}>
        <Link to="/live-events" search={{ integration: id, state: 'waiting' }}>
          Show
        </Link>
      </Total>
      <span className={styles.sign}>+</span>
      <Total name="Dropped by rule" count={ledger.dropped} hint={reasons.join(' · ')}>
        <Link to="/live-events" search={{ integration: id, state: 'dropped' }}>
          Show
        </Link>
      </Total>
      <span className={styles.sign}>+</span>
      <Total name="Dead letters" count={ledger.dead}>
        <Link to="/live-events" search={{ integration: id, state: 'dead' }}>
          Show
        </Link>
      </Total>
    </section>
  )
}

type TotalProps = {
  readonly name: string
  readonly count: number
  readonly hint?: string
  readonly children?: ReactNode
}

function Total({ name, count, hint = '', children }: TotalProps) {
  return (
    <div className={styles.total}>
      <span>
        {name} {children}
      </span>
      <strong>{exactText(count)}</strong>
      {hint === '' ? null : <small title={hint}>{hint}</small>}
    </div>
  )
}

function Settings({ integration }: { readonly integration: Integration }) {
  const { id, variant, config, created_at: createdAt, revision, objects } = integration
  return (
    <section className={styles.card} aria-label="Settings">
      <h2>Settings</h2>
      <dl className={styles.facts}>
        {Object.entries(config).map(([key, value]) => (
          <Fact key={key} name={key}>
            {value === '***' ? 'Saved, never shown' : <code>{value}</code>}
          </Fact>
        ))}
        <Fact name="variant">
          <code>{variant}</code>
        </Fact>
        <Fact name="delivery">Server-side</Fact>
        <Fact name="objects">
          <code>{objects.map(({ endpoint }) => endpoint).join(', ')}</code>
        </Fact>
        <Fact name="id">
          <code>{id}</code> <CopyButton text={id} label="Copy integration ID" />
        </Fact>
        <Fact name="installed">
          <RelativeTime iso={createdAt} />, revision {revision}
        </Fact>
      </dl>
    </section>
  )
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  )
}
