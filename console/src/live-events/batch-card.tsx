import { IconChevronRight } from '@tabler/icons-react'
import type { LiveAttempt, LiveRecord } from '../api/live-event.ts'
import { CopyButton } from '../ui/copy-button.tsx'
import { JsonView } from '../ui/json-view.tsx'
import { bytesText, countedText, spanText } from '../ui/numbers.ts'
import { RelativeTime } from '../ui/relative-time.tsx'
import { outcomeOf, type EventBatch } from './batches.ts'
import styles from './batch-card.module.css'
import { StateBadge } from './state-badge.tsx'
import { answerWords, reasonOf } from './state-words.ts'

type Props = {
  readonly batch: EventBatch
  /** The event became this one record: it is shown at once. */
  readonly isOnly: boolean
}

/** One request: its object, its size, each try with Salesforce's exact answer, and the records it carried for us. */
export function BatchCard({ batch, isOnly }: Props) {
  const { object, id, recordCount, bodyBytes, attempts, records } = batch
  const state = records[0]?.state ?? 'waiting'
  return (
    <article className={styles.card} aria-label={`Request to ${object}`}>
      <header className={styles.head}>
        <h4>{object}</h4>
        <StateBadge state={state} />
      </header>
      <div className={styles.batch}>
        {id === null ? (
          <span>{unbatchedWords(state)}</span>
        ) : (
          <>
            <span>
              Batch <code>{id}</code>
            </span>
            <CopyButton text={id} label="Copy batch ID" />
            <span className={styles.size}>{sizeText(recordCount, bodyBytes)}</span>
          </>
        )}
      </div>
      {attempts.length === 0 ? null : (
        <ol className={styles.attempts} aria-label="Attempts">
          {attempts.map((attempt, place) => (
            <Attempt key={attempt.at + place} attempt={attempt} no={place + 1} />
          ))}
        </ol>
      )}
      {records.map((record) => (
        <RecordView key={record.key} record={record} isOpen={isOnly} />
      ))}
    </article>
  )
}

/** Why no batch is named: only one that has ended is recorded. */
function unbatchedWords(state: LiveRecord['state']): string {
  if (state === 'dead') return 'Left its batch as a dead letter'
  return state === 'retrying' ? 'Its batch is held and tried again' : 'Not in a batch yet'
}

function sizeText(recordCount: number | null, bodyBytes: number | null): string {
  const parts = [
    recordCount === null ? null : countedText(recordCount, 'record'),
    bodyBytes === null ? null : bytesText(bodyBytes),
  ]
  return parts.filter((part) => part !== null).join(' · ')
}

function Attempt({ attempt, no }: { readonly attempt: LiveAttempt; readonly no: number }) {
  const { status, outcome, at, took_ms: tookMs, problem, detail, answer } = attempt
  const isAccepted = outcome === 'accepted'
  return (
    <li className={styles.attempt} data-good={isAccepted || undefined}>
      <div className={styles.attemptHead}>
        <span className={styles.no}>{no}</span>
        <strong>{status === null ? outcomeOf(attempt) : answerWords(status)}</strong>
        {problem === null ? null : <span className={styles.problem}>{reasonOf(problem)}</span>}
        <span className={styles.when}>
          {spanText(tookMs)} · <RelativeTime iso={at} />
        </span>
      </div>
      {detail === null || detail === '' ? null : <p className={styles.detail}>{detail}</p>}
      {answer === null ? (
        status === null ? (
          <p className={styles.detail}>No answer came.</p>
        ) : null
      ) : (
        <pre
          className={styles.answer}
          tabIndex={0}
          role="region"
          aria-label={`Salesforce's answer to attempt ${no}`}
        >
          {answer === '' ? '(empty body)' : answer}
        </pre>
      )}
    </li>
  )
}

function RecordView({ record, isOpen }: { readonly record: LiveRecord; readonly isOpen: boolean }) {
  const isSent = record.attempts.length > 0
  return (
    <details className={styles.record} open={isOpen}>
      <summary>
        <IconChevronRight size={14} aria-hidden />
        <span>{isSent ? 'Record as sent' : 'Record'}</span>
        <code title={record.key}>{record.key}</code>
      </summary>
      <JsonView value={record.record} label={`Record of ${record.object}`} />
    </details>
  )
}
