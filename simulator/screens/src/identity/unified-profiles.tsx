import { Button, TextInput } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { IconSearch } from '@tabler/icons-react'
import { useState } from 'react'
import { profilesQuery, type ProfileRow, type Ruleset } from '../api/identity.ts'
import { Badge } from '../ui/badge.tsx'
import { Card } from '../ui/card.tsx'
import { ErrorPanel } from '../ui/error-panel.tsx'
import { countedText, exactText } from '../ui/numbers.ts'
import { Panel } from '../ui/panel.tsx'
import { NumberCell, Table } from '../ui/table.tsx'
import { Waiting } from '../ui/waiting.tsx'
import styles from './unified-profiles.module.css'

const route = getRouteApi('/identity')

/** Profiles of one page, as many as the practice org gives. */
const pageRowCount = 50

/** Unified profiles, searchable by all that somebody is known by. */
export function UnifiedProfiles({ ruleset }: { readonly ruleset: Ruleset }) {
  const { search = '', page = 1 } = route.useSearch()
  const navigate = route.useNavigate()
  const [draft, setDraft] = useState(search)
  const runMs = ruleset.status?.lastJobCompletedAtMs ?? 0
  const profiles = useQuery({
    ...profilesQuery(ruleset.id, search, (page - 1) * pageRowCount, runMs),
    placeholderData: keepPreviousData,
  })
  const count = profiles.data?.totalCount ?? 0
  const lastPage = Math.max(1, Math.ceil(count / pageRowCount))
  const look = (text: string, at: number) =>
    void navigate({
      search: ({ ruleset: chosen }) => ({
        ...(chosen === undefined ? {} : { ruleset: chosen }),
        ...(text === '' ? {} : { search: text }),
        ...(at === 1 ? {} : { page: at }),
      }),
      replace: true,
    })
  return (
    <Card
      title="Unified profiles"
      about={profiles.data === undefined ? undefined : countedText(count, 'profile')}
      isFlush
      actions={
        <form
          className={styles.search}
          role="search"
          onSubmit={(event) => {
            event.preventDefault()
            look(draft.trim(), 1)
          }}
        >
          <TextInput
            aria-label="Search unified profiles"
            placeholder="Name, e-mail, phone or any ID"
            leftSection={<IconSearch size={14} />}
            value={draft}
            onChange={({ currentTarget }) => setDraft(currentTarget.value)}
          />
          <Button type="submit" variant="default">
            Search
          </Button>
        </form>
      }
    >
      {profiles.status === 'error' ? (
        <ErrorPanel
          error={profiles.error}
          what="The unified profiles could not be read"
          onRetry={() => void profiles.refetch()}
        />
      ) : profiles.data === undefined ? (
        <Waiting what="Reading unified profiles" />
      ) : profiles.data.profiles.length === 0 ? (
        <Nothing search={search} hasRun={runMs > 0} />
      ) : (
        <>
          <Table
            label="Unified profiles"
            head={[
              'Profile',
              'State',
              { name: 'Sources', isNumber: true },
              'E-mail',
              'Phone',
              'Unified ID',
            ]}
          >
            {profiles.data.profiles.map((profile) => (
              <Row key={profile.unifiedId} rulesetId={ruleset.id} profile={profile} />
            ))}
          </Table>
          {lastPage === 1 ? null : (
            <nav className={styles.pager} aria-label="Pages of unified profiles">
              <Button variant="default" disabled={page <= 1} onClick={() => look(search, page - 1)}>
                Previous
              </Button>
              <span className="tabular">
                Page {page} of {lastPage}
              </span>
              <Button
                variant="default"
                disabled={page >= lastPage}
                onClick={() => look(search, page + 1)}
              >
                Next
              </Button>
            </nav>
          )}
        </>
      )}
    </Card>
  )
}

function Row({ rulesetId, profile }: { readonly rulesetId: string; readonly profile: ProfileRow }) {
  const { unifiedId, name, isAnonymous, sourceCount, emails, phones } = profile
  return (
    <tr>
      <td>
        <Link to="/identity/$rulesetId/$unifiedId" params={{ rulesetId, unifiedId }}>
          {name === '' ? 'Without a name' : name}
        </Link>
      </td>
      <td>
        <Badge tone={isAnonymous ? 'quiet' : 'good'}>{isAnonymous ? 'Anonymous' : 'Known'}</Badge>
      </td>
      <NumberCell>{exactText(sourceCount)}</NumberCell>
      <td>{emails.join(', ')}</td>
      <td className="tabular">{phones.join(', ')}</td>
      <td>
        <code>{unifiedId}</code>
      </td>
    </tr>
  )
}

function Nothing({ search, hasRun }: { readonly search: string; readonly hasRun: boolean }) {
  if (search !== '') {
    return (
      <Panel title="Nobody is found">
        <p>The search looks in names, e-mail addresses, phone numbers and IDs.</p>
      </Panel>
    )
  }
  return (
    <Panel
      title={
        hasRun ? 'The last run found no source profiles' : 'Identity resolution has not run yet'
      }
    >
      <p>
        Sign somebody up in the <a href="/shop/">demo shop</a>, or send records to{' '}
        <code>profile</code> and <code>contact_point_email</code>. When they have landed, choose Run
        now.
      </p>
    </Panel>
  )
}
