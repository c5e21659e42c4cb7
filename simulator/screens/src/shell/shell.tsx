import { Link, Outlet } from '@tanstack/react-router'
import {
  IconActivity,
  IconDatabaseSearch,
  IconHome,
  IconKey,
  IconShoppingCart,
  IconTopologyStar3,
  IconUsersGroup,
} from '@tabler/icons-react'
import { ColourSchemeSwitch } from './colour-scheme-switch.tsx'
import { Mark } from './mark.tsx'
import styles from './shell.module.css'

/** The frame of every page: bar, rail, page. */
export function Shell() {
  return (
    <div className={styles.shell}>
      <a className={styles.skip} href="#page">
        Skip to the page
      </a>
      <header className={styles.bar}>
        <Link to="/" className={styles.brand}>
          <Mark />
          <span>Practice org</span>
        </Link>
        <span className={styles.tag}>Practice org: not Salesforce</span>
        <span className={styles.space} />
        <a className={styles.barLink} href="/shop/" target="_blank" rel="noreferrer">
          <IconShoppingCart size={15} stroke={1.75} aria-hidden />
          Demo shop
        </a>
        <span className={styles.scheme}>
          <ColourSchemeSwitch />
        </span>
      </header>
      <Rail />
      <main id="page" className={styles.page} tabIndex={-1}>
        <Outlet />
      </main>
    </div>
  )
}

const iconLook = { size: 16, stroke: 1.75, 'aria-hidden': true } as const

function Rail() {
  return (
    <nav className={styles.rail} aria-label="Main">
      <Link to="/" className={styles.link} activeOptions={{ exact: true, includeSearch: false }}>
        <IconHome {...iconLook} />
        Home
      </Link>
      <span className={styles.group}>Data Cloud</span>
      <Link to="/explorer" className={styles.link}>
        <IconDatabaseSearch {...iconLook} />
        Data Explorer
      </Link>
      <Link to="/streams" className={styles.link}>
        <IconTopologyStar3 {...iconLook} />
        Data Streams
      </Link>
      <Link to="/identity" className={styles.link}>
        <IconUsersGroup {...iconLook} />
        Identity Resolution
      </Link>
      <span className={styles.group}>Setup</span>
      <Link to="/connected-app" className={styles.link}>
        <IconKey {...iconLook} />
        Connected App
      </Link>
      <Link to="/traffic" className={styles.link}>
        <IconActivity {...iconLook} />
        API Traffic
      </Link>
    </nav>
  )
}
