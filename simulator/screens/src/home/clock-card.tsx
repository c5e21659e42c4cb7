import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import {
  changeClock,
  clockQuery,
  landNow,
  overviewQuery,
  type ClockState,
} from '../api/overview.ts'
import { Card } from '../ui/card.tsx'
import { Fact, Facts } from '../ui/facts.tsx'
import { Notice } from '../ui/notice.tsx'
import { spanText } from '../ui/numbers.ts'
import { utcText } from '../ui/time.ts'
import { useNow } from '../ui/use-now.ts'
import styles from './clock-card.module.css'

const threeMinutesMs = 180_000
const dayMs = 86_400_000
/** Below this the two clocks are the same for a reader. */
const aheadShownMsMin = 1_000

/** The clock inside, which can be moved on: what takes three minutes at Salesforce takes a click here. */
export function ClockCard() {
  const client = useQueryClient()
  const clock = useQuery(clockQuery)
  const refresh = () => client.invalidateQueries({ queryKey: overviewQuery.queryKey })
  const change = useMutation({
    mutationFn: changeClock,
    onSuccess: (state) => {
      client.setQueryData(clockQuery.queryKey, state)
      return refresh()
    },
  })
  const land = useMutation({ mutationFn: landNow, onSuccess: refresh })
  const error = change.error ?? land.error
  const isMoved = Math.abs(clock.data?.aheadMs ?? 0) >= aheadShownMsMin
  return (
    <Card title="Clock and landing" about="Tokens expire, records land and jobs run by this clock.">
      <Facts>
        <Fact name="Time inside">
          <span className="tabular">
            {clock.data === undefined ? '…' : <TimeInside clock={clock.data} />}
          </span>
        </Fact>
        <Fact name="Ahead">{clock.data === undefined ? '…' : aheadText(clock.data)}</Fact>
      </Facts>
      <div className={styles.buttons}>
        <Button
          variant="default"
          loading={change.isPending}
          onClick={() => change.mutate({ advanceMs: threeMinutesMs })}
        >
          Advance 3 minutes
        </Button>
        <Button
          variant="default"
          disabled={change.isPending}
          onClick={() => change.mutate({ advanceMs: dayMs })}
        >
          Advance a day
        </Button>
        {isMoved ? (
          <Button
            variant="default"
            disabled={change.isPending}
            onClick={() => change.mutate({ reset: true })}
          >
            Back to now
          </Button>
        ) : null}
        <Button loading={land.isPending} onClick={() => land.mutate()}>
          Land now
        </Button>
      </div>
      {error === null ? null : <Notice tone="bad">{error.message}</Notice>}
      {land.isSuccess && error === null ? (
        <p className={styles.done} role="status">
          All that was accepted has landed.
        </p>
      ) : null}
    </Card>
  )
}

function TimeInside({ clock }: { readonly clock: ClockState }) {
  const machineMs = useNow()
  const nowMs = clock.isFrozen ? clock.nowMs : machineMs + clock.aheadMs
  return utcText(new Date(nowMs).toISOString()).replace(/\.\d+/, '')
}

function aheadText({ aheadMs, isFrozen }: ClockState): string {
  if (isFrozen) return 'held still'
  if (Math.abs(aheadMs) < aheadShownMsMin) return 'not at all: it is this machine’s time'
  return aheadMs > 0
    ? `${spanText(aheadMs)} ahead of this machine`
    : `${spanText(-aheadMs)} behind this machine`
}
