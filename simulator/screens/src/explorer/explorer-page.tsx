import { Tabs } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { objectsQuery } from '../api/explorer.ts'
import { ErrorPanel } from '../ui/error-panel.tsx'
import { Page } from '../ui/page.tsx'
import { Waiting } from '../ui/waiting.tsx'
import { ObjectTab } from './object-tab.tsx'
import { SqlTab } from './sql-tab.tsx'

const route = getRouteApi('/explorer')

/** Whatever is stored, looked at: by object and filter, or by SQL. */
export function ExplorerPage() {
  const { tab } = route.useSearch()
  const navigate = route.useNavigate()
  const objects = useQuery(objectsQuery)
  return (
    <Page
      title="Data Explorer"
      about="Rows of lake objects, problem records and data model objects as they are stored. What was accepted a moment ago is visible here once it has landed."
    >
      <Tabs
        value={tab ?? 'objects'}
        keepMounted={false}
        onChange={(chosen) =>
          void navigate({
            search: ({ tab: _tab, ...rest }) => (chosen === 'sql' ? { ...rest, tab: 'sql' } : rest),
          })
        }
      >
        <Tabs.List>
          <Tabs.Tab value="objects">Objects</Tabs.Tab>
          <Tabs.Tab value="sql">SQL</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="objects" pt="sm">
          {objects.data !== undefined ? (
            <ObjectTab objects={objects.data} />
          ) : objects.status === 'error' ? (
            <ErrorPanel
              error={objects.error}
              what="The objects could not be read"
              onRetry={() => void objects.refetch()}
            />
          ) : (
            <Waiting what="Reading the objects" />
          )}
        </Tabs.Panel>
        <Tabs.Panel value="sql" pt="sm">
          <SqlTab objects={objects.data ?? []} />
        </Tabs.Panel>
      </Tabs>
    </Page>
  )
}
