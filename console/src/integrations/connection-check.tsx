import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useSearch } from '@tanstack/react-router'
import { IconCircleCheck, IconCircleDashed, IconCircleX } from '@tabler/icons-react'
import { createElement, useEffect, useRef } from 'react'
import { check, type CheckReport, type CheckStep } from '../api/integrations.ts'
import { DiagnosisCard } from '../live-events/diagnosis-card.tsx'
import { answerWords } from '../live-events/state-words.ts'
import { spanText } from '../ui/numbers.ts'
import { RelativeTime } from '../ui/relative-time.tsx'
import styles from './connection-check.module.css'

/** The steps by what they establish, in the order they are taken; each needs the one before. */
const stepNames: Readonly<Record<CheckStep['step'], string>> = {
  host: 'Host found',
  sign_in: 'Sign-in accepted',
  scopes: 'Scopes include cdp_ingest_api',
  data_cloud_token: 'Data Cloud token',
  connector: 'Connector exists',
  objects: 'Objects and fields match',
  sample_record: 'Sample record valid (not stored)',
}

/** Asks Salesforce step by step whether the integration can deliver; right after installing it does so by itself. */
export function ConnectionCheck({ integrationId }: { readonly integrationId: string }) {
  const { check: wish } = useSearch({ from: '/signed-in/integrations/$integrationId' })
  const checking = useMutation({ mutationFn: () => check(integrationId) })
  const { mutate } = checking
  const hasBegun = useRef(false)
  useEffect(() => {
    if (wish !== 'now' || hasBegun.current) return
    hasBegun.current = true
    mutate()
  }, [wish, mutate])
  return (
    <section className={styles.card} aria-label="Connection check">
      <div className={styles.head}>
        <h2>Connection check</h2>
        <Button variant="default" loading={checking.isPending} onClick={() => mutate()}>
          {checking.data === undefined ? 'Check the connection' : 'Check again'}
        </Button>
      </div>
      <Report checking={checking} />
    </section>
  )
}

type Checking = {
  readonly status: 'idle' | 'pending' | 'error' | 'success'
  readonly data: CheckReport | undefined
  readonly error: Error | null
}

function Report({ checking }: { readonly checking: Checking }) {
  switch (checking.status) {
    case 'idle':
      return (
        <p className={styles.lead}>
          Seven steps, from the host to a sample record that is checked and not stored. The first
          failing step says what mends it.
        </p>
      )
    case 'pending':
      return (
        <>
          <p className={styles.lead} role="status">
            Asking Salesforce …
          </p>
          <Steps steps={[]} />
        </>
      )
    case 'error':
      return (
        <p className={styles.failed} role="alert">
          The check could not be made: {checking.error?.message}
        </p>
      )
    case 'success':
      return checking.data === undefined ? null : <Done report={checking.data} />
  }
}

function Done({ report }: { readonly report: CheckReport }) {
  return (
    <>
      <p className={styles.lead} role="status">
        {report.passed ? 'Ready to deliver. ' : 'Not ready to deliver yet. '}
        Checked <RelativeTime iso={report.checked_at} />.
      </p>
      <Steps steps={report.steps} />
    </>
  )
}

const icons = { passed: IconCircleCheck, failed: IconCircleX, skipped: IconCircleDashed }
const words = { passed: 'passed', failed: 'failed', skipped: 'not tried' }

function Steps({ steps }: { readonly steps: readonly CheckStep[] }) {
  const shown = steps.length > 0 ? steps : null
  return (
    <ol className={styles.steps}>
      {shown === null
        ? Object.values(stepNames).map((name) => (
            <li key={name} data-result="skipped">
              <IconCircleDashed size={17} aria-hidden />
              <div>
                <strong>{name}</strong>
              </div>
            </li>
          ))
        : shown.map((step) => <Step key={step.step} step={step} />)}
    </ol>
  )
}

function Step({ step }: { readonly step: CheckStep }) {
  const { result, detail, diagnosis, status, answer, took_ms: tookMs } = step
  return (
    <li data-result={result}>
      {createElement(icons[result], { size: 17, 'aria-hidden': true })}
      <div>
        <strong>
          {stepNames[step.step]}
          <span className="visually-hidden">: {words[result]}</span>
        </strong>
        <p>{detail}</p>
        {diagnosis === null ? null : <DiagnosisCard diagnosis={diagnosis} />}
        {answer === null ? null : (
          <details>
            <summary>
              Salesforce's answer{status === null ? '' : `, ${answerWords(status)}`}
            </summary>
            <pre>{answer === '' ? '(empty body)' : answer}</pre>
          </details>
        )}
      </div>
      <span className={styles.took}>{result === 'skipped' ? '' : spanText(tookMs)}</span>
    </li>
  )
}
