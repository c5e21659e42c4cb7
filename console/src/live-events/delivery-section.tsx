import type { LiveDelivery, LiveEventDetail } from '../api/live-event.ts'
import { countedText, spanText } from '../ui/numbers.ts'
import { untilText, utcText } from '../ui/time.ts'
import { useNow } from '../ui/use-now.ts'
import { BatchCard } from './batch-card.tsx'
import { batchesOf } from './batches.ts'
import styles from './delivery-section.module.css'
import { diagnosesOf } from './diagnoses.ts'
import { DiagnosisCard } from './diagnosis-card.tsx'
import { DrawerSection } from './drawer-section.tsx'
import { stagesOf, type Stage } from './stages.ts'
import { StateBadge } from './state-badge.tsx'
import { answerWords, reasonOf, stateWords } from './state-words.ts'

type Props = { readonly detail: LiveEventDetail; readonly delivery: LiveDelivery }

/** What became of the event for one integration: how far it came, why, and the requests it travelled in. */
export function DeliverySection({ detail, delivery }: Props) {
  const records = detail.records.filter(
    (record) => record.integration_id === delivery.integration_id,
  )
  return (
    <DrawerSection
      title={`Delivery to ${delivery.integration_name}`}
      aside={<StateBadge state={delivery.state} filled />}
    >
      <StageStrip stages={stagesOf(detail, delivery)} />
      <Summary delivery={delivery} />
      {diagnosesOf(detail, delivery).map((diagnosis) => (
        <DiagnosisCard key={diagnosis.problem} diagnosis={diagnosis} />
      ))}
      {batchesOf(records).map((batch) => (
        <BatchCard
          key={`${batch.object} ${batch.id} ${batch.records[0]?.key}`}
          batch={batch}
          isOnly={records.length === 1}
        />
      ))}
    </DrawerSection>
  )
}

const marks: Readonly<Record<Stage['mark'], string>> = {
  done: '✓',
  now: '…',
  stopped: '✕',
  ahead: '',
  unchecked: '?',
}

function StageStrip({ stages }: { readonly stages: readonly Stage[] }) {
  return (
    <ol className={styles.strip} aria-label="Stages">
      {stages.map(({ name, mark }) => (
        <li key={name} data-mark={mark}>
          <span className={styles.mark} aria-hidden>
            {marks[mark]}
          </span>
          {name}
          {mark === 'unchecked' ? <span className={styles.note}>not checked</span> : null}
          <span className="visually-hidden">: {mark}</span>
        </li>
      ))}
    </ol>
  )
}

function Summary({ delivery }: { readonly delivery: LiveDelivery }) {
  const { state, reason, detail, attempt_count: attemptCount, latency_ms: latencyMs } = delivery
  const facts = [
    delivery.status === null ? null : `Salesforce answered ${answerWords(delivery.status)}`,
    attemptCount === 0 ? null : countedText(attemptCount, 'attempt'),
    latencyMs === null ? null : `${spanText(latencyMs)} after it was taken in`,
  ].filter((fact) => fact !== null)
  return (
    <div className={styles.summary}>
      {reason === null ? (
        <p>{detail ?? stateWords[state].meaning}</p>
      ) : (
        <p>
          <strong>{reasonOf(reason)}.</strong>{' '}
          {detail === null || isSame(detail, reasonOf(reason)) ? '' : detail}
        </p>
      )}
      {facts.length === 0 ? null : <p className={styles.facts}>{facts.join(' · ')}</p>}
      {delivery.next_attempt_at === null ? null : <NextTry iso={delivery.next_attempt_at} />}
    </div>
  )
}

/** Whether two sentences say the same, but for the full stop. */
function isSame(one: string, other: string): boolean {
  return one.replace(/\.$/, '').toLowerCase() === other.toLowerCase()
}

function NextTry({ iso }: { readonly iso: string }) {
  const nowMs = useNow()
  return (
    <p className={styles.next} title={utcText(iso)}>
      Next try {untilText(Date.parse(iso), nowMs)}
    </p>
  )
}
