/** A command that sends one track event to the collector, to be pasted into a terminal as it is. */
export function curlOf(collectUrl: string, writeKey = 'YOUR_WRITE_KEY'): string {
  const body = [
    '{',
    '    "event": "Order Completed",',
    '    "userId": "user-1",',
    '    "properties": { "order_id": "order-1", "revenue": 49.9, "currency": "EUR" }',
    '  }',
  ].join('\n')
  return [
    `curl ${quoted(`${collectUrl.replace(/\/+$/, '')}/v1/track`)} \\`,
    `  -u ${quoted(`${writeKey}:`)} \\`,
    `  -H 'Content-Type: application/json' \\`,
    `  -d ${quoted(body)}`,
  ].join('\n')
}

/** As one word of a POSIX shell, whatever it holds. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`
}
