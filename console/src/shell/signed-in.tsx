import { useQuery } from '@tanstack/react-query'
import { sessionQuery } from '../api/session.ts'
import { Frame, SignedOut } from '../sign-in/sign-in-page.tsx'
import { ErrorPanel } from '../ui/error-panel.tsx'
import styles from './signed-in.module.css'
import { Shell } from './shell.tsx'

/** Lets in who is signed in; tells everybody else how to get in. */
export function SignedIn() {
  const session = useQuery(sessionQuery)
  // Data first: who was let in stays in while the hub is away.
  if (session.data !== undefined) return session.data === null ? <SignedOut /> : <Shell />
  if (session.status === 'error') {
    return (
      <Frame>
        <ErrorPanel
          error={session.error}
          what="The console could not start"
          onRetry={() => void session.refetch()}
        />
      </Frame>
    )
  }
  return (
    <div className={styles.pending}>
      <Frame>
        <p role="status">Connecting to the hub …</p>
      </Frame>
    </div>
  )
}
