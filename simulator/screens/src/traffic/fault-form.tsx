import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { PlannedFault } from '../api/org-state.ts'
import styles from './fault-form.module.css'
import { faultKinds, faultTargets } from './fault-kinds.ts'

type Props = { readonly isBusy: boolean; readonly onPlan: (fault: PlannedFault) => void }

/** One fault, put together from its parts; whether it is fit, the practice org says. */
export function FaultForm({ isBusy, onPlan }: Props) {
  const [target, setTarget] = useState('ingest')
  const [kind, setKind] = useState('status')
  const [status, setStatus] = useState('503')
  const [delayMs, setDelayMs] = useState('2000')
  const [count, setCount] = useState('1')
  const [retryAfter, setRetryAfter] = useState('')
  const offered = faultKinds.filter(({ isIngestOnly }) => !isIngestOnly || target === 'ingest')
  const chosen = offered.find((one) => one.kind === kind) ?? offered[0]
  const needs = chosen?.needs
  return (
    <form
      className={styles.form}
      aria-label="Plan a fault"
      onSubmit={(event) => {
        event.preventDefault()
        onPlan({
          target,
          kind: chosen?.kind ?? 'status',
          count: Number(count),
          ...(needs === 'status' ? { status: Number(status) } : {}),
          ...(needs === 'delay' ? { delayMs: Number(delayMs) } : {}),
          ...(needs === 'status' && retryAfter !== ''
            ? { retryAfterSeconds: Number(retryAfter) }
            : {}),
        })
      }}
    >
      <NativeSelect
        label="Requests"
        value={target}
        onChange={({ currentTarget }) => setTarget(currentTarget.value)}
        data={faultTargets}
      />
      <NativeSelect
        label="What happens"
        value={chosen?.kind ?? ''}
        onChange={({ currentTarget }) => setKind(currentTarget.value)}
        data={offered.map((one) => ({ value: one.kind, label: one.words }))}
      />
      {needs !== 'status' ? null : (
        <>
          <NumberInput label="Status" value={status} onChange={setStatus} />
          <NumberInput
            label="Retry-After (s)"
            placeholder="none"
            value={retryAfter}
            onChange={setRetryAfter}
          />
        </>
      )}
      {needs !== 'delay' ? null : (
        <NumberInput label="Delay (ms)" value={delayMs} onChange={setDelayMs} />
      )}
      <NumberInput label="How often" value={count} onChange={setCount} />
      <Button type="submit" loading={isBusy}>
        Plan fault
      </Button>
    </form>
  )
}

function NumberInput({
  label,
  value,
  placeholder = '',
  onChange,
}: {
  readonly label: string
  readonly value: string
  readonly placeholder?: string
  readonly onChange: (value: string) => void
}) {
  return (
    <TextInput
      label={label}
      className={styles.number ?? ''}
      inputMode="numeric"
      placeholder={placeholder}
      value={value}
      onChange={({ currentTarget }) => onChange(currentTarget.value.replaceAll(/\D/g, ''))}
    />
  )
}
