const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 })

/** `1,204,332`, always exact. */
export function exactText(count: number): string {
  return whole.format(count)
}

/** `1 record`, `488 records`. */
export function countedText(count: number, one: string, many = `${one}s`): string {
  return `${exactText(count)} ${count === 1 ? one : many}`
}

/** `412 B`, `98.2 KB`; a kilobyte has 1,000 bytes, as Data Cloud's limits do. */
export function bytesText(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`
  if (bytes < 1_000_000) return `${(bytes / 1_000).toFixed(1)} KB`
  return `${(bytes / 1_000_000).toFixed(1)} MB`
}

const secondMs = 1_000
const minuteMs = 60 * secondMs
const hourMs = 60 * minuteMs

/** A span as a person reads it: `38 ms`, `1.24 s`, `3 min 4 s`, `2 h 10 min`. */
export function spanText(ms: number): string {
  if (ms < 1) return '< 1 ms'
  if (ms < secondMs) return `${Math.round(ms)} ms`
  if (ms < 10 * secondMs) return `${(ms / secondMs).toFixed(2)} s`
  if (ms < minuteMs) return `${(ms / secondMs).toFixed(1)} s`
  if (ms < hourMs) {
    const seconds = Math.floor((ms % minuteMs) / secondMs)
    return `${Math.floor(ms / minuteMs)} min${seconds === 0 ? '' : ` ${seconds} s`}`
  }
  const minutes = Math.floor((ms % hourMs) / minuteMs)
  return `${exactText(Math.floor(ms / hourMs))} h${minutes === 0 ? '' : ` ${minutes} min`}`
}
