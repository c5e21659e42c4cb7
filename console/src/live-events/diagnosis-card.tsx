import { IconTool } from '@tabler/icons-react'
import type { Diagnosis } from '../api/live-event.ts'
import { CopyButton } from '../ui/copy-button.tsx'
import styles from './diagnosis-card.module.css'

/** Problems that pass by themselves: nothing needs mending, so they are told of more quietly. */
const passing: ReadonlySet<Diagnosis['problem']> = new Set([
  'throttled',
  'login_rate_exceeded',
  'salesforce_unavailable',
  'network_unreachable',
  'answer_unusual',
])

/** What is wrong, why, and what mends it: the troubleshooting row, where it is needed. */
export function DiagnosisCard({ diagnosis }: { readonly diagnosis: Diagnosis }) {
  const { problem, symptom, cause, resolution, setup_path: setupPath } = diagnosis
  return (
    <section
      className={styles.card}
      data-tone={passing.has(problem) ? 'passing' : 'problem'}
      aria-label={`Problem: ${symptom}`}
    >
      <h3 className={styles.symptom}>
        <IconTool size={16} stroke={1.75} aria-hidden />
        {symptom}
      </h3>
      <dl className={styles.facts}>
        <dt>Cause</dt>
        <dd>{cause}</dd>
        <dt>Resolution</dt>
        <dd>{resolution}</dd>
        {setupPath === null ? null : (
          <>
            <dt>Where</dt>
            <dd className={styles.path}>
              <span>{setupPath}</span>
              <CopyButton text={setupPath} label="Copy the Setup path" />
            </dd>
          </>
        )}
      </dl>
    </section>
  )
}
