import {
  IconCircleCheck,
  IconCircleMinus,
  IconCircleX,
  IconClock,
  IconInbox,
  IconRefresh,
  IconShieldExclamation,
} from '@tabler/icons-react'
import { createElement } from 'react'
import { stateWords, type RowState } from './state-words.ts'
import styles from './state-badge.module.css'

const icons: Readonly<Record<RowState, typeof IconClock>> = {
  accepted: IconCircleCheck,
  waiting: IconClock,
  retrying: IconRefresh,
  dead: IconCircleX,
  dropped: IconCircleMinus,
  quarantined: IconShieldExclamation,
  taken_in: IconInbox,
}

type Props = { readonly state: RowState; readonly filled?: boolean }

/** A state as icon and word: the colour is a help, never the message. */
export function StateBadge({ state, filled = false }: Props) {
  const { word, meaning } = stateWords[state]
  return (
    <span
      className={styles.badge}
      data-state={state}
      data-filled={filled || undefined}
      title={meaning}
    >
      <StateIcon state={state} />
      {word}
    </span>
  )
}

export function StateIcon({ state }: { readonly state: RowState }) {
  return (
    <span className={styles.icon} data-state={state} aria-hidden>
      {createElement(icons[state], { size: 15, stroke: 1.9 })}
    </span>
  )
}
