import { agoText, utcText } from './time.ts'
import { useNow } from './use-now.ts'

/** A time as a person feels it, with the exact UTC time on hover. */
export function RelativeTime({ iso }: { readonly iso: string }) {
  const nowMs = useNow()
  return (
    <time dateTime={iso} title={utcText(iso)}>
      {agoText(Date.parse(iso), nowMs)}
    </time>
  )
}
