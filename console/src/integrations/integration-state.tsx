import {
  IconAlertTriangle,
  IconCircleCheck,
  IconPlayerPause,
  IconRefresh,
} from '@tabler/icons-react'
import { createElement } from 'react'
import type { Integration } from '../api/integrations.ts'
import styles from './integration-state.module.css'

const states = {
  active: { word: 'Active', icon: IconCircleCheck, meaning: 'Delivers what comes.' },
  retrying: {
    word: 'Retrying',
    icon: IconRefresh,
    meaning: 'Salesforce is away or slows us down. Nothing is lost; it mends by itself.',
  },
  needs_attention: {
    word: 'Needs attention',
    icon: IconAlertTriangle,
    meaning: 'It waits for a person. Nothing is lost; events are kept until it is mended.',
  },
  paused: {
    word: 'Paused',
    icon: IconPlayerPause,
    meaning: 'Nothing is delivered. Events are kept and go out when it is resumed.',
  },
} as const satisfies Record<
  Integration['state'],
  { word: string; icon: typeof IconRefresh; meaning: string }
>

/** How an integration is doing, as icon and word. */
export function IntegrationState({ state }: { readonly state: Integration['state'] }) {
  const { word, icon, meaning } = states[state]
  return (
    <span className={styles.state} data-state={state} title={meaning}>
      {createElement(icon, { size: 15, stroke: 1.9, 'aria-hidden': true })}
      {word}
    </span>
  )
}
