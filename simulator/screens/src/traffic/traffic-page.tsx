import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import { trafficQuery, type TrafficEntry } from '../api/traffic.ts'
import { Card } from '../ui/card.tsx'
import { ErrorPanel } from '../ui/error-panel.tsx'
import { countedText } from '../ui/numbers.ts'
import { Page } from '../ui/page.tsx'
import { Panel } from '../ui/panel.tsx'
import { Waiting } from '../ui/waiting.tsx'
import { FaultPanel } from './fault-panel.tsx'
import { TrafficDrawer } from './traffic-drawer.tsx'
import { TrafficTable } from './traffic-table.tsx'
import { statusClasses, statusClassOf, type TrafficSearch } from './traffic-search.ts'

const route = getRouteApi('/traffic')

/** Every request that a client has sent, with its reply; and faults to be planned. */
export function TrafficPage() {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const [chosenId, setChosenId] = useState<number | null>(null)
  const [isPaused, setPaused] = useState(false)
  const traffic = useQuery({ ...trafficQuery, ...(isPaused ? { refetchInterval: false } : {}) })
  const shown = (traffic.data ?? []).filter((entry) => isWanted(entry, search))
  const look = (next: TrafficSearch) => void navigate({ search: next, replace: true })
  return (
    <Page
      title="API Traffic"
      about="Requests to the core and tenant hosts, newest first. The practice org’s own pages are left out, and secrets are taken out."
    >
      <Card
        title="Requests"
        about={
          traffic.data === undefined
            ? undefined
            : `${countedText(shown.length, 'request')}${isPaused ? ', paused' : ', live'}; the latest 500 are kept`
        }
        actions={
          <>
            <NativeSelect
              aria-label="Status"
              value={search.status ?? ''}
              onChange={({ currentTarget }) => {
                const status = statusClasses.find((one) => one === currentTarget.value)
                look({ ...withoutStatus(search), ...(status === undefined ? {} : { status }) })
              }}
              data={[
                { value: '', label: 'Every status' },
                ...statusClasses.map((one) => ({
                  value: one,
                  label: one === 'cut' ? 'No answer' : one,
                })),
              ]}
            />
            <TextInput
              aria-label="Path contains"
              placeholder="Path contains"
              value={search.path ?? ''}
              onChange={({ currentTarget }) =>
                look({ ...withoutPath(search), ...pathIn(currentTarget.value) })
              }
            />
            <Button variant="default" onClick={() => setPaused(!isPaused)}>
              {isPaused ? 'Go on' : 'Pause'}
            </Button>
          </>
        }
        isFlush
      >
        {traffic.data === undefined ? (
          traffic.status === 'error' ? (
            <ErrorPanel
              error={traffic.error}
              what="The requests could not be read"
              onRetry={() => void traffic.refetch()}
            />
          ) : (
            <Waiting what="Reading the requests" />
          )
        ) : shown.length > 0 ? (
          <TrafficTable entries={shown} chosenId={chosenId} onChoose={setChosenId} />
        ) : traffic.data.length > 0 ? (
          <Panel
            title="No request matches"
            actions={
              <Button variant="default" onClick={() => look({})}>
                Clear filters
              </Button>
            }
          />
        ) : (
          <Panel title="No request yet">
            <p>
              Point a client to this practice org, or open the <a href="/shop/">demo shop</a>: each
              sign-in, exchange, ingestion and query appears here within a second.
            </p>
          </Panel>
        )}
      </Card>
      <FaultPanel />
      {chosenId === null ? null : (
        <TrafficDrawer key={chosenId} id={chosenId} onClose={() => setChosenId(null)} />
      )}
    </Page>
  )
}

function isWanted({ status, path }: TrafficEntry, search: TrafficSearch): boolean {
  return (
    (search.status === undefined || statusClassOf(status) === search.status) &&
    (search.path === undefined || path.toLowerCase().includes(search.path.toLowerCase()))
  )
}

function withoutStatus({ status: _status, ...rest }: TrafficSearch): TrafficSearch {
  return rest
}

function withoutPath({ path: _path, ...rest }: TrafficSearch): TrafficSearch {
  return rest
}

function pathIn(path: string): TrafficSearch {
  return path === '' ? {} : { path }
}
