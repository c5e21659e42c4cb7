import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { profileQuery, type UnifiedProfile } from '../api/identity.ts'
import { Badge } from '../ui/badge.tsx'
import { Card } from '../ui/card.tsx'
import { Copyable } from '../ui/copyable.tsx'
import { ErrorPanel } from '../ui/error-panel.tsx'
import { countedText, exactText } from '../ui/numbers.ts'
import { Page } from '../ui/page.tsx'
import { Panel } from '../ui/panel.tsx'
import { NumberCell, Table } from '../ui/table.tsx'
import { Waiting } from '../ui/waiting.tsx'
import { EngagementList } from './engagement-list.tsx'
import styles from './profile-page.module.css'
import { SourceTable } from './source-table.tsx'

const route = getRouteApi('/identity/$rulesetId/$unifiedId')

/** One unified profile: what it says, from which sources, and why they are one person. */
export function ProfilePage() {
  const { rulesetId, unifiedId } = route.useParams()
  const profile = useQuery(profileQuery(rulesetId, unifiedId))
  const above = <Link to="/identity">Identity Resolution</Link>
  if (profile.data === undefined) {
    return (
      <Page title="Unified profile" about="" above={above}>
        {profile.status === 'error' ? (
          <ErrorPanel
            error={profile.error}
            what="The unified profile could not be read"
            onRetry={() => void profile.refetch()}
          />
        ) : (
          <Waiting what="Reading the unified profile" />
        )}
      </Page>
    )
  }
  const { name, isAnonymous, sources } = profile.data
  return (
    <Page
      above={above}
      title={
        <span className={styles.title}>
          {name === '' ? 'Without a name' : name}
          <Badge tone={isAnonymous ? 'quiet' : 'good'}>{isAnonymous ? 'Anonymous' : 'Known'}</Badge>
        </span>
      }
      about={
        <>
          Unified from {countedText(sources.length, 'source profile')}.{' '}
          <Copyable text={unifiedId} what="unified ID" />
        </>
      }
    >
      <Card
        title="Sources side by side"
        about="The first column is what reconciliation made of the others."
        isFlush
      >
        <SourceTable profile={profile.data} />
      </Card>
      <WhyMatched profile={profile.data} />
      <div className={styles.pair}>
        <ContactPoints profile={profile.data} />
        <Identifications profile={profile.data} />
      </div>
      <Engagements profile={profile.data} />
    </Page>
  )
}

function WhyMatched({ profile }: { readonly profile: UnifiedProfile }) {
  return (
    <Card
      title="Why they matched"
      about="Each line is one match of two source profiles, with the rule that held and the values it compared."
      isFlush
    >
      {profile.joins.length === 0 ? (
        <Panel title="Nothing was joined">
          <p>This unified profile has one source profile, which matched no other.</p>
        </Panel>
      ) : (
        <Table label="Why they matched" head={['Rule', 'Compared', 'One profile', 'Other profile']}>
          {profile.joins.flatMap((join, place) =>
            join.values.map((value, valuePlace) => (
              // A match has no identity but its place in the profile.
              <tr key={`${place} ${valuePlace}`}>
                <td>{valuePlace === 0 ? join.ruleLabel : ''}</td>
                <td>{value.label}</td>
                <td>
                  <code>{value.left}</code>
                  <div className={styles.quiet}>{join.left.id}</div>
                </td>
                <td>
                  <code>{value.right}</code>
                  <div className={styles.quiet}>{join.right.id}</div>
                </td>
              </tr>
            )),
          )}
        </Table>
      )}
    </Card>
  )
}

function ContactPoints({ profile }: { readonly profile: UnifiedProfile }) {
  return (
    <Card title="Contact points" about="All of them are kept, whatever they differ in." isFlush>
      {profile.contactPoints.length === 0 ? (
        <Panel title="None">
          <p>No e-mail address, phone number or postal address belongs to these sources.</p>
        </Panel>
      ) : (
        <Table label="Contact points" head={['Kind', 'Value']}>
          {profile.contactPoints.map(({ object, label, value }) => (
            <tr key={`${object} ${value}`}>
              <td>{label}</td>
              <td>
                <code>{value}</code>
              </td>
            </tr>
          ))}
        </Table>
      )}
    </Card>
  )
}

function Identifications({ profile }: { readonly profile: UnifiedProfile }) {
  return (
    <Card
      title="Party identifications"
      about="Numbers this person is known by elsewhere. An anonymous visit is tied in by its anonymous ID, and is a source of its own when both sides of the tie were sent."
      isFlush
    >
      {profile.identifications.length === 0 ? (
        <Panel title="None">
          <p>No party identification belongs to these sources.</p>
        </Panel>
      ) : (
        <Table
          label="Party identifications"
          head={['Name', 'Type', 'Number', { name: 'Engagements', isNumber: true }]}
        >
          {profile.identifications.map(({ name, type, number, isSource, engagements }) => (
            <tr key={`${name} ${type} ${number}`}>
              <td>{name}</td>
              <td>{type}</td>
              <td>
                <code className={styles.long}>{number}</code>
              </td>
              <NumberCell>
                {isSource
                  ? 'see its source'
                  : exactText(engagements.reduce((sum, { count }) => sum + count, 0))}
              </NumberCell>
            </tr>
          ))}
        </Table>
      )}
    </Card>
  )
}

/** What each individual has done, and what was done under the numbers that tie anonymous visits. */
function Engagements({ profile }: { readonly profile: UnifiedProfile }) {
  const groups = [
    ...profile.sources.map(({ id, isAnonymous, engagements }) => ({
      id,
      what: isAnonymous ? 'anonymous source' : 'known source',
      engagements,
    })),
    ...profile.identifications
      .filter(({ isSource }) => !isSource)
      .map(({ number, name, engagements }) => ({ id: number, what: name, engagements })),
  ]
    // Two sources may share an id, and two identifications a number: they name the same rows.
    .filter(({ id }, place, all) => all.findIndex((other) => other.id === id) === place)
    .filter(({ engagements }) => engagements.length > 0)
  return (
    <Card title="Engagement" about="Rows of engagement objects that name this individual." isFlush>
      {groups.length === 0 ? (
        <Panel title="None">
          <p>No page view, event or order names this individual.</p>
        </Panel>
      ) : (
        <EngagementList groups={groups} />
      )}
    </Card>
  )
}
