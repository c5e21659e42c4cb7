import { useQuery } from '@tanstack/react-query'
import { clockQuery } from '../api/overview.ts'
import { agoText, utcText } from './time.ts'
import { useNow } from './use-now.ts'

/** A time as a person feels it, by the clock inside the practice org, with the exact UTC time on hover. */
export function TimeAgo({ ms }: { readonly ms: number }) {
  const machineMs = useNow()
  const clock = useQuery(clockQuery)
  const iso = new Date(ms).toISOString()
  return (
    <time dateTime={iso} title={utcText(iso)}>
      {agoText(ms, machineMs + (clock.data?.aheadMs ?? 0))}
    </time>
  )
}
