import { Button, NativeSelect } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { IconPlayerPlay } from '@tabler/icons-react'
import { rulesetsQuery, runRuleset, type Ruleset } from '../api/identity.ts'
import { Badge, type BadgeTone } from '../ui/badge.tsx'
import { Card } from '../ui/card.tsx'
import { Counters } from '../ui/counters.tsx'
import { ErrorPanel } from '../ui/error-panel.tsx'
import { Notice } from '../ui/notice.tsx'
import { exactText } from '../ui/numbers.ts'
import { Page } from '../ui/page.tsx'
import { Panel } from '../ui/panel.tsx'
import { TimeAgo } from '../ui/time-ago.tsx'
import { Waiting } from '../ui/waiting.tsx'
import { RuleCards } from './rule-cards.tsx'
import { runResultWords } from './rule-words.ts'
import { UnifiedProfiles } from './unified-profiles.tsx'

const route = getRouteApi('/identity')
const about =
  'Source profiles that are one person become one unified profile, by the rules of a ruleset.'

export function IdentityPage() {
  const { ruleset: wanted } = route.useSearch()
  const navigate = route.useNavigate()
  const rulesets = useQuery(rulesetsQuery)
  if (rulesets.data === undefined) {
    return (
      <Page title="Identity Resolution" about={about}>
        {rulesets.status === 'error' ? (
          <ErrorPanel
            error={rulesets.error}
            what="The rulesets could not be read"
            onRetry={() => void rulesets.refetch()}
          />
        ) : (
          <Waiting what="Reading the rulesets" />
        )}
      </Page>
    )
  }
  const ruleset = rulesets.data.find(({ id }) => id === wanted) ?? rulesets.data[0]
  if (ruleset === undefined) {
    return (
      <Page title="Identity Resolution" about={about}>
        <Panel title="There is no ruleset">
          <p>
            Create one with Connect REST, <code>POST /ssot/identity-resolutions</code>. A new
            practice org has one that fits its schema.
          </p>
        </Panel>
      </Page>
    )
  }
  return (
    <Page title="Identity Resolution" about={about} actions={<RunNow ruleset={ruleset} />}>
      {rulesets.data.length === 1 ? null : (
        <NativeSelect
          label="Ruleset"
          value={ruleset.id}
          onChange={({ currentTarget }) =>
            void navigate({ search: { ruleset: currentTarget.value } })
          }
          data={rulesets.data.map(({ id, label }) => ({ value: id, label }))}
        />
      )}
      <Summary ruleset={ruleset} />
      <UnifiedProfiles key={ruleset.id} ruleset={ruleset} />
      <RuleCards ruleset={ruleset} />
    </Page>
  )
}

function RunNow({ ruleset }: { readonly ruleset: Ruleset }) {
  const client = useQueryClient()
  const run = useMutation({
    mutationFn: () => runRuleset(ruleset.id),
    onSettled: () => client.invalidateQueries({ queryKey: rulesetsQuery.queryKey }),
  })
  const isRunning = ruleset.status?.lastJobStatus === 'IN_PROGRESS'
  return (
    <>
      {run.data === undefined ? null : (
        <Notice tone="info">{runResultWords(run.data.result)}</Notice>
      )}
      {run.error === null ? null : <Notice tone="bad">{run.error.message}</Notice>}
      <Button
        leftSection={<IconPlayerPlay size={14} />}
        loading={run.isPending || isRunning}
        onClick={() => run.mutate()}
      >
        Run now
      </Button>
    </>
  )
}

function Summary({ ruleset }: { readonly ruleset: Ruleset }) {
  const { status } = ruleset
  const { statistics } = status ?? {}
  const matchRate =
    statistics === undefined || statistics.sourceProfiles === 0
      ? 0
      : statistics.matchedSourceProfiles / statistics.sourceProfiles
  return (
    <Card
      title={ruleset.label}
      about={ruleset.description}
      actions={
        <>
          <LastRun ruleset={ruleset} />
          <Badge tone={ruleset.doesRunAutomatically ? 'info' : 'quiet'}>
            {ruleset.doesRunAutomatically ? 'Runs every hour' : 'Runs on request'}
          </Badge>
        </>
      }
    >
      <Counters
        counters={[
          { name: 'Source profiles', value: exactText(statistics?.sourceProfiles ?? 0) },
          { name: 'Unified profiles', value: exactText(statistics?.totalUnifiedProfiles ?? 0) },
          { name: 'Known', value: exactText(statistics?.knownUnifiedProfiles ?? 0) },
          { name: 'Anonymous', value: exactText(statistics?.anonymousUnifiedProfiles ?? 0) },
          { name: 'Consolidation rate', value: percentText(statistics?.consolidationRate ?? 0) },
          { name: 'Match rate', value: percentText(matchRate) },
        ]}
      />
    </Card>
  )
}

function LastRun({ ruleset }: { readonly ruleset: Ruleset }) {
  const { status } = ruleset
  if (status === null || status.lastJobStatus === null) return <Badge tone="quiet">Never ran</Badge>
  const { tone, word } = jobLook(status.lastJobStatus)
  return (
    <>
      {status.lastJobCompletedAtMs === null ? null : (
        <span>
          Last run <TimeAgo ms={status.lastJobCompletedAtMs} />
        </span>
      )}
      <Badge tone={tone}>{word}</Badge>
    </>
  )
}

function jobLook(status: string): { readonly tone: BadgeTone; readonly word: string } {
  switch (status) {
    case 'SUCCESS':
      return { tone: 'good', word: 'Success' }
    case 'IN_PROGRESS':
      return { tone: 'info', word: 'Running' }
    case 'FAIL':
      return { tone: 'bad', word: 'Failed' }
    case 'SKIPPED':
      return { tone: 'quiet', word: 'Skipped' }
    default:
      return { tone: 'quiet', word: status }
  }
}

function percentText(share: number): string {
  return `${(share * 100).toFixed(1)} %`
}
