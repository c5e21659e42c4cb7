/** What the address bar holds of the traffic page. */
export type TrafficSearch = {
  status?: StatusClass
  path?: string
}

export const statusClasses = ['2xx', '3xx', '4xx', '5xx', 'cut'] as const
export type StatusClass = (typeof statusClasses)[number]

export function trafficSearchOf({ status, path }: Record<string, unknown>): TrafficSearch {
  const found = statusClasses.find((one) => one === status)
  return {
    ...(found === undefined ? {} : { status: found }),
    ...(typeof path === 'string' && path !== '' ? { path } : {}),
  }
}

/** `cut` is a connection that ended before an answer. */
export function statusClassOf(status: number): StatusClass {
  if (status === 0) return 'cut'
  if (status >= 500) return '5xx'
  if (status >= 400) return '4xx'
  return status >= 300 ? '3xx' : '2xx'
}
