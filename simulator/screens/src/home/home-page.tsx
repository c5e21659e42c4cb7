import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { overviewQuery, type Overview } from '../api/overview.ts'
import { Card } from '../ui/card.tsx'
import { Copyable } from '../ui/copyable.tsx'
import { Counters } from '../ui/counters.tsx'
import { ErrorPanel } from '../ui/error-panel.tsx'
import { Fact, Facts } from '../ui/facts.tsx'
import { exactText } from '../ui/numbers.ts'
import { Page } from '../ui/page.tsx'
import { Waiting } from '../ui/waiting.tsx'
import { ClockCard } from './clock-card.tsx'
import { EndpointCard } from './endpoint-card.tsx'
import styles from './home-page.module.css'

/** What this is, and all that a client needs to connect to it. */
export function HomePage() {
  const overview = useQuery(overviewQuery)
  return (
    <Page
      title="Practice org"
      about="A stand-in for a Salesforce org with Data Cloud, on this machine: sign-in, Ingestion API, landing, problem records, identity resolution, SQL. Nothing here reaches Salesforce."
    >
      {overview.data !== undefined ? (
        <Content overview={overview.data} />
      ) : overview.status === 'error' ? (
        <ErrorPanel
          error={overview.error}
          what="The org could not be read"
          onRetry={() => void overview.refetch()}
        />
      ) : (
        <Waiting what="Reading the org" />
      )}
    </Page>
  )
}

function Content({ overview }: { readonly overview: Overview }) {
  return (
    <>
      <Card
        title="Records so far"
        about="Since the practice org was started. Accepted means queued; landed means it can be queried."
        actions={
          <span className={styles.links}>
            <Link to="/explorer">Look at the rows</Link>
            <Link to="/traffic">Look at the requests</Link>
            <a href="/shop/" target="_blank" rel="noreferrer">
              Open the demo shop
            </a>
          </span>
        }
      >
        <Counters
          counters={[
            { name: 'Accepted', value: exactText(overview.acceptedCount) },
            { name: 'Waiting to land', value: exactText(overview.pendingCount) },
            { name: 'Landed', value: exactText(overview.landedCount) },
            { name: 'With problems', value: exactText(overview.problemCount) },
          ]}
        />
      </Card>
      <div className={styles.columns}>
        <Credentials overview={overview} />
        <Addresses overview={overview} />
        <ClockCard />
      </div>
      {overview.connectors.map((connector) => (
        <EndpointCard key={connector.name} connector={connector} />
      ))}
    </>
  )
}

function Credentials({ overview }: { readonly overview: Overview }) {
  const [connector] = overview.connectors
  return (
    <Card title="Credentials" about="What a client asks for. They open this practice org only.">
      <Facts>
        <Fact name="Client ID">
          <Copyable text={overview.clientId} what="client ID" />
        </Fact>
        <Fact name="Client secret">
          <Copyable text={overview.clientSecret} what="client secret" />
        </Fact>
        <Fact name="Subdomain">
          <Copyable text={overview.subdomain} what="subdomain" />
        </Fact>
        <Fact name="Dataset ID">
          {connector === undefined ? (
            <>
              none: <Link to="/streams/new-connector">create a connector</Link>
            </>
          ) : (
            <Copyable text={connector.name} what="dataset ID" />
          )}
        </Fact>
        <Fact name="Scopes">
          <span className={styles.scopes}>
            {overview.scopes.map((scope) => (
              <code key={scope}>{scope}</code>
            ))}
          </span>
        </Fact>
      </Facts>
    </Card>
  )
}

function Addresses({ overview }: { readonly overview: Overview }) {
  return (
    <Card
      title="Addresses"
      about="Take the first one for everything, or dial it and send the real names in Host."
    >
      <Facts>
        <Fact name="Practice org">
          <Copyable text={overview.url} what="address" />
        </Fact>
        <Fact name="Core host">
          <Copyable text={overview.coreHost} what="core host" />
        </Fact>
        <Fact name="Tenant host">
          <Copyable text={overview.tenantHost} what="tenant host" />
        </Fact>
        <Fact name="Org ID">
          <Copyable text={overview.orgId} what="org ID" />
        </Fact>
      </Facts>
    </Card>
  )
}
