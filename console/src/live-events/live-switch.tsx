import { Button } from '@mantine/core'
import { IconArrowUp, IconPlayerPauseFilled, IconPlayerPlayFilled } from '@tabler/icons-react'
import { countedText } from '../ui/numbers.ts'
import type { FeedState } from './live-feed.ts'
import styles from './live-switch.module.css'

type Props = {
  readonly isPaused: boolean
  readonly link: FeedState['link']
  readonly onChange: (isPaused: boolean) => void
}

/** Live or paused, and the way to the other. */
export function LiveSwitch({ isPaused, link, onChange }: Props) {
  const word = isPaused
    ? 'Paused'
    : link === 'open'
      ? 'Live'
      : link === 'away'
        ? 'Away'
        : 'Connecting'
  const Icon = isPaused ? IconPlayerPlayFilled : IconPlayerPauseFilled
  return (
    <div className={styles.switch}>
      <span className={styles.state} data-state={word.toLowerCase()} role="status">
        <span className={styles.dot} aria-hidden />
        {word}
      </span>
      <Button
        variant="default"
        leftSection={<Icon size={12} />}
        aria-keyshortcuts="p"
        title={`${isPaused ? 'Go live' : 'Pause'} (p)`}
        onClick={() => onChange(!isPaused)}
      >
        {isPaused ? 'Go live' : 'Pause'}
      </Button>
    </div>
  )
}

type NewProps = { readonly count: number; readonly onShow: () => void }

/** What came while the list was held still; a click shows it. */
export function NewEvents({ count, onShow }: NewProps) {
  return (
    <div className={styles.newEvents}>
      <Button
        size="compact-sm"
        radius="xl"
        leftSection={<IconArrowUp size={13} />}
        aria-label={`Show ${countedText(count, 'new event')}`}
        onClick={onShow}
      >
        <span className="tabular">{countedText(count, 'new', 'new')}</span>
      </Button>
    </div>
  )
}
