import { Table } from '../ui/table.tsx'
import styles from './sentinel-table.module.css'

const wordsOfName = new Map([
  ['refuse-schema-mismatch', '400 with a validation report over every record'],
  ['refuse-unauthorized', '401'],
  ['refuse-forbidden', '403'],
  ['refuse-too-large', '413'],
  ['throttle-1s', '429 with Retry-After for a second, then 202'],
  ['throttle-1s-silent', '429 without Retry-After for a second, then 202'],
  ['throttle-1s-date', '429 with Retry-After as a date for a second, then 202'],
  ['unavailable-once', '503 to every other request'],
  ['error-once', '500 to every other request'],
  ['unauthorized-once', '401 to every other request'],
  ['not-found-2s', '404 for two seconds, as right after a deploy'],
  ['bad-gateway-html-once', '502 with an HTML page to every other request'],
  ['gateway-timeout-empty-once', '504 without a body to every other request'],
  ['redirect-once', '302 to a login page to every other request'],
  ['html-200-once', '200 with an HTML page to every other request'],
  ['error-200-once', '200 with an error in the body to every other request'],
  ['no-content-once', '204 to every other request'],
  ['latency-2s', 'waits two seconds, then 202'],
  ['slow-2s', '202 after two seconds'],
  ['reset-once', 'the connection is cut before every other request is processed'],
  ['answer-lost-once', 'every other request is processed, and its answer lost'],
  ['late-answer-once', 'every other answer comes after 90 seconds'],
  ['slow-answer-2s', 'the answer trickles for two seconds'],
  ['stalled-answer-once', 'every other answer stops after its headers for 90 seconds'],
  ['slow-reading-2s', 'the request is read for two seconds'],
  ['cut-answer-once', 'half of every other answer'],
  ['broken-json-once', 'every other answer ends in the middle of its JSON'],
  ['expire-tokens-once', 'every other request finds all tokens expired'],
  ['move-tenant-once', 'every other request moves the tenant to another host'],
  ['silent-drop', '202, and nothing lands'],
  ['swallow', '202, always; nothing lands'],
  ['duplicate', '202, and everything lands twice'],
])

/** Object names that misbehave by themselves, and how. */
export function SentinelTable({ names }: { readonly names: readonly string[] }) {
  return (
    <Table label="Names that misbehave" isLong head={['Object name', 'Answers']}>
      {names.map((name) => (
        <tr key={name}>
          <td>
            <code className={styles.name}>{name}</code>
          </td>
          <td>{wordsOfName.get(name) ?? ''}</td>
        </tr>
      ))}
    </Table>
  )
}
