import { Button } from '@mantine/core'
import { countedText } from '../ui/numbers.ts'
import type { FeedState } from './live-feed.ts'

type Props = {
  readonly state: FeedState
  readonly shownCount: number
  readonly isFiltered: boolean
  readonly onOlder: () => void
}

/** What stands below the last row. */
export function ListEnd({ state, shownCount, isFiltered, onOlder }: Props) {
  if (state.isLoadingOlder) return <span role="status">Loading older events …</span>
  const shown = countedText(shownCount, isFiltered ? 'matching event' : 'event')
  if (state.list.olderCursor === null) return <span>{shown}. That is all.</span>
  return (
    <Button variant="subtle" color="gray" size="compact-xs" onClick={onOlder}>
      {shown} so far. {isFiltered ? 'Search further back' : 'Load older'}
    </Button>
  )
}
