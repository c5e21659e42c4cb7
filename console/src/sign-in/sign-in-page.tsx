import { Button } from '@mantine/core'
import { Link, useRouter, type ErrorComponentProps } from '@tanstack/react-router'
import { IconKey, IconPlugConnectedX } from '@tabler/icons-react'
import { HubAwayError } from '../api/api-error.ts'
import { Mark } from '../shell/mark.tsx'
import { CodeBlock } from '../ui/code-block.tsx'
import { Panel } from '../ui/panel.tsx'
import styles from './sign-in-page.module.css'

/** While a one-time link is being used. */
export function SigningIn() {
  return (
    <Frame>
      <p className={styles.line} role="status">
        Signing in with the link …
      </p>
    </Frame>
  )
}

/** Nobody is signed in: how to get a link. */
export function SignedOut() {
  return (
    <Frame>
      <Panel icon={<IconKey size={20} />} title="Sign in with a link">
        <HowToGetALink />
      </Panel>
    </Frame>
  )
}

/** A link that did not sign in: used before, too old, or cut short when it was copied. */
export function SignInFailed({ error }: ErrorComponentProps) {
  const router = useRouter()
  if (error instanceof HubAwayError) {
    const retry = <Button onClick={() => void router.invalidate()}>Try again</Button>
    return (
      <Frame>
        <Panel
          icon={<IconPlugConnectedX size={20} />}
          title="The hub is away"
          tone="problem"
          actions={retry}
        >
          <p>The link has not been used up. Start Signal with npm start, then try again.</p>
        </Panel>
      </Frame>
    )
  }
  return (
    <Frame>
      <Panel
        icon={<IconKey size={20} />}
        title="This link does not sign in any more"
        tone="problem"
      >
        <p>{error instanceof Error ? error.message : 'The hub refused it.'}</p>
        <HowToGetALink />
        <p className={styles.line}>
          Signed in already? <Link to="/live-events">Go to Live Events</Link>
        </p>
      </Panel>
    </Frame>
  )
}

function HowToGetALink() {
  return (
    <>
      <p>
        The terminal where Signal runs prints a one-time link at each start. Open it in this
        browser; it works once, within an hour, and keeps you signed in for a week.
      </p>
      <p>For a new link, stop Signal with Ctrl-C and start it again:</p>
      <CodeBlock text="npm start" label="Command that starts Signal" />
    </>
  )
}

export function Frame({ children }: { readonly children: React.ReactNode }) {
  return (
    <main className={styles.frame}>
      <div className={styles.brand}>
        <Mark size={26} />
        <h1>Signal</h1>
      </div>
      <div className={styles.card}>{children}</div>
    </main>
  )
}
