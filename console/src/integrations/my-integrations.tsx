import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { IconPlugConnected } from '@tabler/icons-react'
import { integrationsQuery, type Integration } from '../api/integrations.ts'
import { ErrorPanel } from '../ui/error-panel.tsx'
import { countText, exactText } from '../ui/numbers.ts'
import { Panel } from '../ui/panel.tsx'
import { RelativeTime } from '../ui/relative-time.tsx'
import { IntegrationState } from './integration-state.tsx'
import styles from './my-integrations.module.css'
import { VendorLogo } from './vendor-logo.tsx'

/** The installed integrations, each with its state and its counts. */
export function MyIntegrations() {
  const integrations = useQuery(integrationsQuery)
  // What was read stays on screen, also when asking again failed.
  if (integrations.data !== undefined) return <Installed integrations={integrations.data} />
  if (integrations.status === 'error') {
    return (
      <ErrorPanel
        error={integrations.error}
        what="Integrations could not be loaded"
        onRetry={() => void integrations.refetch()}
      />
    )
  }
  return (
    <p className={styles.pending} role="status">
      Reading the integrations …
    </p>
  )
}

function Installed({ integrations }: { readonly integrations: readonly Integration[] }) {
  if (integrations.length === 0) {
    return (
      <Panel
        icon={<IconPlugConnected size={20} />}
        title="No integration is installed yet"
        actions={
          <Button renderRoot={(props) => <Link to="/integrations/library" {...props} />}>
            Open the Integration Library
          </Button>
        }
      >
        <p>
          Installed integrations appear here with their state and their counts. Install one from the
          library.
        </p>
      </Panel>
    )
  }
  return (
    <div className={styles.frame}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">State</th>
            <th scope="col" className={styles.number}>
              Accepted
            </th>
            <th scope="col" className={styles.number}>
              Waiting
            </th>
            <th scope="col" className={styles.number}>
              Dropped
            </th>
            <th scope="col" className={styles.number}>
              Dead letters
            </th>
            <th scope="col">Last accepted</th>
          </tr>
        </thead>
        <tbody>
          {integrations.map((integration) => (
            <Row key={integration.id} integration={integration} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Row({ integration }: { readonly integration: Integration }) {
  const { id, name, config, ledger, state, last_accepted_at: lastAcceptedAt } = integration
  return (
    <tr>
      <td>
        <div className={styles.name}>
          <VendorLogo size={28} />
          <div>
            <Link to="/integrations/$integrationId" params={{ integrationId: id }} title={name}>
              {name}
            </Link>
            <span>
              {config['subdomain']} · {config['dataset_id']}
            </span>
          </div>
        </div>
      </td>
      <td>
        <IntegrationState state={state} />
      </td>
      <Count value={ledger.accepted} />
      <Count value={ledger.waiting} />
      <Count value={ledger.dropped} />
      <Count value={ledger.dead} isFault />
      <td className={styles.muted}>
        {lastAcceptedAt === null ? '–' : <RelativeTime iso={lastAcceptedAt} />}
      </td>
    </tr>
  )
}

function Count({ value, isFault = false }: { readonly value: number; readonly isFault?: boolean }) {
  return (
    <td
      className={styles.number}
      title={exactText(value)}
      data-fault={(isFault && value > 0) || undefined}
    >
      {countText(value)}
    </td>
  )
}
