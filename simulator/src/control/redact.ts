/**
 * Takes secrets out of what the traffic list shows: credentials and tokens, wherever a request or a reply of this API
 * carries them. Records are shown as they are; they came from whoever looks at them.
 */

const secretHeaders = new Set(['authorization', 'cookie', 'set-cookie', 'proxy-authorization'])
const secretNames = [
  ...['client_secret', 'clientSecret', 'password', 'userPassword', 'assertion', 'client_assertion'],
  ...['access_token', 'refresh_token', 'id_token', 'subject_token', 'token', 'signature'],
  ...['code_verifier'],
]
/** A code stands in forms and addresses alone; in JSON the name is that of an error or of a coupon. */
const secretInForm = new Set([...secretNames, 'code'].map((name) => name.toLowerCase()))

/** A value ends at `&` alone; within other text, such as a record that holds an address, where an address ends. */
const formPair = /(^|[?&#])([^=&?#]*)=([^&#]*)/g
const addressPair = /(^|[?&#])([^=&?#\s"]*)=([^&#\s"\\<]*)/g
/** A text that was cut off may end within the secret. */
const inJson = new RegExp(
  `"(${secretNames.join('|')})"(\\s*:\\s*)(?:"(?:[^"\\\\]|\\\\.)*(?:"|\\\\?$)|[^\\s",[\\]{}]+)`,
  'gi',
)
/** A part of a form sent as `multipart/form-data`, which nobody here reads, up to the next boundary. */
const inPart = new RegExp(
  `(name="?(?:${secretNames.join('|')})"?[^]*?\\r?\\n\\r?\\n)[^]*?(?=\\r?\\n--|$)`,
  'gi',
)
/** A JWT, or a core token, in whatever place. */
const bareToken = /\beyJ[\w-]{10,}\.[\w-]*(?:\.[\w-]*)?|\b00D\w{12,15}(?:!|%21)[\w.%]*/g

export const redacted = '[redacted]'

export function redactText(text: string): string {
  const isForm = /^[^\s{["<]*=/.test(text)
  return text
    .replace(isForm ? formPair : addressPair, redactPair)
    .replace(inJson, `"$1"$2"${redacted}"`)
    .replace(inPart, `$1${redacted}`)
    .replace(bareToken, redacted)
}

function redactPair(pair: string, before: string, name: string): string {
  return secretInForm.has(decoded(name).toLowerCase()) ? `${before}${name}=${redacted}` : pair
}

/** Names come percent-encoded too. */
function decoded(name: string): string {
  const [[first = ''] = []] = new URLSearchParams(`${name}=`)
  return first.trim()
}

/** Header lines by name; the scheme of an authorization is kept. */
export function redactHeaders(
  headers: Readonly<Record<string, string | number | readonly string[] | undefined>>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => {
      if (value === undefined) return []
      const text = typeof value === 'object' ? value.join(', ') : String(value)
      if (!secretHeaders.has(name.toLowerCase())) return [[name, redactText(text)]]
      const [scheme = ''] = /^(?:Bearer|Basic)(?=\s)/i.exec(text) ?? []
      return [[name, `${scheme} ${redacted}`.trim()]]
    }),
  )
}
