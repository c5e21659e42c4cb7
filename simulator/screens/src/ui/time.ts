const secondMs = 1_000
const minuteMs = 60 * secondMs
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

/** How long ago, in the fewest letters: `now`, `12 s ago`, `4 min ago`, `3 h ago`, `6 d ago`. */
export function agoText(epochMs: number, nowMs: number): string {
  const agoMs = nowMs - epochMs
  // A browser's clock may be a little behind the hub's.
  if (agoMs < 2 * secondMs) return agoMs < -minuteMs ? 'in the future' : 'now'
  return `${spanWords(agoMs)} ago`
}

function spanWords(ms: number): string {
  if (ms < minuteMs) return `${Math.floor(ms / secondMs)} s`
  if (ms < hourMs) return `${Math.floor(ms / minuteMs)} min`
  if (ms < dayMs) return `${Math.floor(ms / hourMs)} h`
  return `${Math.floor(ms / dayMs)} d`
}

/** The exact time, `2026-02-25 14:30:00.123 UTC`; what is no time is given back as it is. */
export function utcText(iso: string): string {
  const epochMs = Date.parse(iso)
  if (Number.isNaN(epochMs)) return iso
  return `${new Date(epochMs).toISOString().replace('T', ' ').replace('Z', '')} UTC`
}
