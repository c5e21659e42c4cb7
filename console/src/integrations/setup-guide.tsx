import { IconAlertTriangle } from '@tabler/icons-react'
import { useEffect, useRef } from 'react'
import type { SetupStep } from '../api/integrations.ts'
import styles from './setup-guide.module.css'

type Props = {
  readonly steps: readonly SetupStep[]
  /** Field of the form that is being filled in: its step is lit. */
  readonly focusedField: string | null
}

/** The numbered work on the other side, in the other side's own words for its screens. */
export function SetupGuide({ steps, focusedField }: Props) {
  return (
    <section className={styles.guide} aria-label="Prerequisites">
      <h2>Prerequisites</h2>
      <p className={styles.lead}>
        Complete these steps in Salesforce. The step of the field you are in is marked.
      </p>
      <ol className={styles.steps}>
        {steps.map((step) => (
          <Step
            key={step.title}
            step={step}
            isLit={focusedField !== null && step.config_fields.includes(focusedField)}
          />
        ))}
      </ol>
    </section>
  )
}

function Step({ step, isLit }: { readonly step: SetupStep; readonly isLit: boolean }) {
  const item = useRef<HTMLLIElement>(null)
  useEffect(() => {
    if (isLit) item.current?.scrollIntoView({ block: 'nearest' })
  }, [isLit])
  return (
    <li ref={item} data-lit={isLit || undefined}>
      <h3>{step.title}</h3>
      <p className={styles.path}>{step.setup_path}</p>
      <p>{step.text}</p>
      {step.steps.length === 0 ? null : (
        <ol className={styles.items}>
          {step.steps.map((item) => (
            <li key={item}>{item}</li>
          ))}
        </ol>
      )}
      {step.warning === null ? null : (
        <p className={styles.warning}>
          <IconAlertTriangle size={15} aria-hidden />
          {step.warning}
        </p>
      )}
      {step.notes.length === 0 ? null : (
        <details>
          <summary>Good to know</summary>
          <ul className={styles.items}>
            {step.notes.map((note) => (
              <li key={note}>{note}</li>
            ))}
          </ul>
        </details>
      )}
    </li>
  )
}
