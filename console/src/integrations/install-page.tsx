import { useDocumentTitle } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { IconChevronLeft } from '@tabler/icons-react'
import { useState } from 'react'
import { catalogEntryQuery, type CatalogEntry } from '../api/integrations.ts'
import { ErrorPanel } from '../ui/error-panel.tsx'
import { InstallForm } from './install-form.tsx'
import styles from './install-page.module.css'
import { SetupGuide } from './setup-guide.tsx'
import { VendorLogo } from './vendor-logo.tsx'

/** The install form, with the work on the other side beside it: nobody must leave it to look something up. */
export function InstallPage() {
  const { key } = useParams({ from: '/signed-in/integrations/library/$key/install' })
  const entry = useQuery(catalogEntryQuery(key))
  return (
    <div className={styles.page}>
      <Link to="/integrations/library" className={styles.back}>
        <IconChevronLeft size={15} aria-hidden />
        Integration Library
      </Link>
      {entry.data !== undefined ? (
        <Install entry={entry.data} />
      ) : entry.status === 'error' ? (
        <ErrorPanel
          error={entry.error}
          what="This integration could not be loaded"
          onRetry={() => void entry.refetch()}
        />
      ) : (
        <p role="status">Reading the integration …</p>
      )}
    </div>
  )
}

function Install({ entry }: { readonly entry: CatalogEntry }) {
  useDocumentTitle(`Install ${entry.name} · Signal`)
  const [focused, setFocused] = useState<string | null>(null)
  return (
    <>
      <header className={styles.header}>
        <VendorLogo />
        <div>
          <h1>Install {entry.name}</h1>
          <p>{entry.description}</p>
        </div>
      </header>
      <div className={styles.columns}>
        <InstallForm entry={entry} onFocusField={setFocused} />
        <SetupGuide steps={entry.setup_guide} focusedField={focused} />
      </div>
    </>
  )
}
