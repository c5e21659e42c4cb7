import { ActionIcon } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, Outlet } from '@tanstack/react-router'
import { IconActivity, IconFlask, IconLogout, IconPlugConnected } from '@tabler/icons-react'
import { sessionKey, signOut } from '../api/session.ts'
import { statusQuery } from '../api/status.ts'
import { ColourSchemeSwitch } from './colour-scheme-switch.tsx'
import { Mark } from './mark.tsx'
import styles from './shell.module.css'

/** The frame of every page: sidebar, banner, page. */
export function Shell() {
  return (
    <div className={styles.shell}>
      <a className={styles.skip} href="#page">
        Skip to the page
      </a>
      <Sidebar />
      <div className={styles.column}>
        <Banner />
        <main id="page" className={styles.page} tabIndex={-1}>
          <Outlet />
        </main>
      </div>
    </div>
  )
}

function Sidebar() {
  const status = useQuery(statusQuery)
  return (
    <aside className={styles.sidebar}>
      <Link to="/live-events" className={styles.brand} aria-label="Signal">
        <Mark />
        <span>Signal</span>
      </Link>
      <nav className={styles.nav} aria-label="Main">
        <Link to="/live-events" className={styles.link}>
          <IconActivity size={17} stroke={1.75} aria-hidden />
          Live Events
        </Link>
        <Link to="/integrations" className={styles.link}>
          <IconPlugConnected size={17} stroke={1.75} aria-hidden />
          Integrations
        </Link>
      </nav>
      <div className={styles.foot}>
        <span className={styles.version}>
          {status.data === undefined ? '' : `v${status.data.version}`}
        </span>
        <ColourSchemeSwitch />
        <SignOut />
      </div>
    </aside>
  )
}

function SignOut() {
  const client = useQueryClient()
  const leave = useMutation({
    mutationFn: signOut,
    onSuccess: () => {
      client.setQueryData(sessionKey, null)
      // Nothing that was read with the session stays behind.
      client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== sessionKey[0] })
    },
  })
  return (
    <ActionIcon
      aria-label="Sign out"
      title="Sign out"
      loading={leave.isPending}
      onClick={() => leave.mutate()}
    >
      <IconLogout size={16} />
    </ActionIcon>
  )
}

/** Said on every page while Salesforce's hosts are dialled elsewhere, so that nobody takes practice for the real org. */
function Banner() {
  const { data } = useQuery(statusQuery)
  if (data === undefined || data.banner === null) return null
  return (
    <div className={styles.banner} role="note" aria-label="Practice org">
      <IconFlask size={15} stroke={1.75} aria-hidden />
      <span>{data.banner}</span>
      {data.practice_org_url === null ? null : (
        <>
          <a href={data.practice_org_url} target="_blank" rel="noreferrer">
            Open the practice org
          </a>
          <a href={`${data.practice_org_url}/shop/`} target="_blank" rel="noreferrer">
            Open the demo shop
          </a>
        </>
      )}
    </div>
  )
}
