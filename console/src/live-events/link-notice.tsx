import { Button } from '@mantine/core'
import { IconPlugConnectedX } from '@tabler/icons-react'
import { RelativeTime } from '../ui/relative-time.tsx'
import styles from './link-notice.module.css'
import type { FeedState } from './live-feed.ts'

type Props = {
  readonly link: FeedState['link']
  readonly heardAtMs: number | null
  readonly hasRows: boolean
  readonly onRetry: () => void
}

/** Says that the hub is away, what that means for what is on screen, and that nothing needs to be done. */
export function LinkNotice({ link, heardAtMs, hasRows, onRetry }: Props) {
  return (
    <div role="status">
      {link === 'away' ? (
        <div className={styles.notice}>
          <IconPlugConnectedX size={16} stroke={1.75} aria-hidden />
          <span>
            <strong>The hub is away.</strong>{' '}
            {hasRows ? 'What is listed here stays as it was' : 'Nothing can be listed'}
            {heardAtMs === null ? (
              ''
            ) : (
              <>
                {' '}
                (last heard <RelativeTime iso={new Date(heardAtMs).toISOString()} />)
              </>
            )}
            . Trying again every few seconds; the list catches up by itself.
          </span>
          <Button variant="default" size="compact-xs" onClick={onRetry}>
            Try now
          </Button>
        </div>
      ) : null}
    </div>
  )
}
