import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { changeApp, orgStateQuery, signEverybodyOut, type ConnectedApp } from '../api/org-state.ts'
import { Badge } from '../ui/badge.tsx'
import { Card } from '../ui/card.tsx'
import { Copyable } from '../ui/copyable.tsx'
import { ErrorPanel } from '../ui/error-panel.tsx'
import { Fact, Facts } from '../ui/facts.tsx'
import { Notice } from '../ui/notice.tsx'
import { Page } from '../ui/page.tsx'
import { Waiting } from '../ui/waiting.tsx'
import { CertificateCard } from './certificate-card.tsx'
import styles from './connected-app-page.module.css'
import { effectsOf } from './effects.ts'
import { ScopeChips } from './scope-chips.tsx'
import { SecretCard } from './secret-card.tsx'
import { TroubleTable } from './trouble-table.tsx'

/** The app that a client signs in with, and everything that can be wrong with it. */
export function ConnectedAppPage() {
  const state = useQuery(orgStateQuery)
  return (
    <Page
      title="Connected App"
      about="What a client signs in with. Break it here, and watch the client find out; a change reaches it at its next sign-in."
      actions={<SignOut />}
    >
      {state.data !== undefined ? (
        <Content app={state.data.app} />
      ) : state.status === 'error' ? (
        <ErrorPanel
          error={state.error}
          what="The connected app could not be read"
          onRetry={() => void state.refetch()}
        />
      ) : (
        <Waiting what="Reading the connected app" />
      )}
    </Page>
  )
}

function SignOut() {
  const signOut = useMutation({ mutationFn: signEverybodyOut })
  return (
    <>
      {signOut.isSuccess ? (
        <Notice tone="good">Every token is invalid now: clients must sign in anew.</Notice>
      ) : null}
      {signOut.error === null ? null : <Notice tone="bad">{signOut.error.message}</Notice>}
      <Button variant="default" loading={signOut.isPending} onClick={() => signOut.mutate()}>
        Sign everybody out
      </Button>
    </>
  )
}

function Content({ app }: { readonly app: ConnectedApp }) {
  const client = useQueryClient()
  const change = useMutation({
    mutationFn: changeApp,
    onSuccess: (state) => client.setQueryData(orgStateQuery.queryKey, state),
  })
  const effects = effectsOf(app)
  return (
    <>
      {change.error === null ? null : <Notice tone="bad">{change.error.message}</Notice>}
      <Card title="What a client sees now">
        {effects.length === 0 ? (
          <Notice tone="good">
            Sign-in, exchange, ingestion and queries work with the credentials on Home.
          </Notice>
        ) : (
          <ul className={styles.effects}>
            {effects.map(({ step, answer }) => (
              <li key={step}>
                <Badge tone="bad">{step}</Badge> <code>{answer}</code>
              </li>
            ))}
          </ul>
        )}
      </Card>
      <Card
        title="Trouble at a click"
        about="The cases of the integration page, and the others that a sign-in can fail by."
        isFlush
      >
        <TroubleTable app={app} isBusy={change.isPending} onChange={change.mutate} />
      </Card>
      <div className={styles.columns}>
        <div className={styles.stack}>
          <SecretCard clientId={app.clientId} />
          <Card
            title="OAuth scopes"
            about="Without cdp_ingest_api a client gets 403 at ingestion; without api it cannot sign in."
          >
            <ScopeChips scopes={app.scopes} onChange={(scopes) => change.mutate({ scopes })} />
          </Card>
        </div>
        <div className={styles.stack}>
          <Card title="Run As" about="The user that the client-credentials flow runs as.">
            <Facts>
              <Fact name="Run As">{app.runAsUser ?? 'nobody'}</Fact>
              <Fact name="User name">
                <Copyable text={app.username} what="user name" />
              </Fact>
              <Fact name="Data Cloud">
                {app.isRunAsUserEntitled ? 'has the permission set' : 'has no permission set'}
              </Fact>
            </Facts>
          </Card>
          <CertificateCard
            certificate={app.certificate}
            onChange={(certificate) => change.mutate({ certificate })}
          />
        </div>
      </div>
    </>
  )
}
