import { Tabs } from '@mantine/core'
import { useDocumentTitle } from '@mantine/hooks'
import { Outlet, useLocation, useNavigate } from '@tanstack/react-router'
import styles from './integrations-page.module.css'

const libraryPath = '/integrations/library'

/** Integrations: what is installed, and what can be. Both tabs are addresses. */
export function IntegrationsPage() {
  useDocumentTitle('Integrations · Signal')
  const navigate = useNavigate()
  const { pathname } = useLocation()
  const open = pathname.startsWith(libraryPath) ? 'library' : 'mine'
  return (
    <div className={styles.page}>
      <header className={styles.header}>
        <h1>Integrations</h1>
        <p>
          Where events are delivered to, server to server. No vendor script runs in anybody's
          browser.
        </p>
      </header>
      <Tabs
        value={open}
        onChange={(chosen) =>
          void navigate({ to: chosen === 'library' ? libraryPath : '/integrations' })
        }
      >
        <Tabs.List className={styles.tabs ?? ''} aria-label="Integrations">
          <Tabs.Tab value="mine">My Integrations</Tabs.Tab>
          <Tabs.Tab value="library">Integration Library</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value={open} className={styles.body ?? ''}>
          <Outlet />
        </Tabs.Panel>
      </Tabs>
    </div>
  )
}
