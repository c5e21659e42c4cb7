import { Button, PasswordInput, Select, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { IconAlertTriangle } from '@tabler/icons-react'
import { useState, type ClipboardEvent, type FormEvent } from 'react'
import { ApiError } from '../api/api-error.ts'
import {
  install,
  integrationsKey,
  type CatalogEntry,
  type CatalogField,
} from '../api/integrations.ts'
import { fieldProblemOf, pastedConfigOf, tidied } from './config-form.ts'
import styles from './install-form.module.css'

type Values = Readonly<Record<string, string>>
type Problems = Readonly<Record<string, string | null>>
type Props = {
  readonly entry: CatalogEntry
  readonly onFocusField: (key: string | null) => void
}

const nameCharsMax = 120

/** The form of the page's Quick Setup. The hub has the last word on every field. */
export function InstallForm({ entry, onFocusField }: Props) {
  const client = useQueryClient()
  const navigate = useNavigate()
  const [name, setName] = useState(entry.name)
  const [variant, setVariant] = useState(entry.variants[0]?.key ?? 'default')
  const [values, setValues] = useState<Values>({})
  const [problems, setProblems] = useState<Problems>({})
  const [note, setNote] = useState<string | null>(null)

  const installing = useMutation({
    mutationFn: (config: Values) =>
      install(entry.key, {
        name: name.trim() || entry.name,
        variant,
        config,
        delivery_mode: 'server_side',
      }),
    onSuccess: async (integration) => {
      await client.invalidateQueries({ queryKey: integrationsKey })
      await navigate({
        to: '/integrations/$integrationId',
        params: { integrationId: integration.id },
        search: { check: 'now' },
      })
    },
    onError: (error) => {
      if (error instanceof ApiError) setProblems(problemsOf(error, entry.config_fields))
    },
  })

  function leave(field: CatalogField): void {
    const value = values[field.key] ?? ''
    const tidy = tidied(field, value)
    if (value === '') return
    setValues({ ...values, [field.key]: tidy })
    setProblems({ ...problems, [field.key]: fieldProblemOf(field, tidy) })
    if (tidy !== value.trim()) setNote(`Using ${tidy} as ${field.label}.`)
  }

  function paste(pasted: ClipboardEvent): void {
    const found = pastedConfigOf(pasted.clipboardData.getData('text'), entry.config_fields)
    if (found === null) return
    pasted.preventDefault()
    setValues({ ...values, ...found })
    setProblems({})
    setNote(`Filled in from what you pasted: ${Object.keys(found).join(', ')}.`)
  }

  function submit(submitted: FormEvent): void {
    submitted.preventDefault()
    const found: Record<string, string | null> = {}
    const config: Record<string, string> = {}
    for (const field of entry.config_fields) {
      const value = values[field.key] ?? ''
      found[field.key] = fieldProblemOf(field, value)
      config[field.key] = tidied(field, value)
    }
    setProblems(found)
    const first = Object.keys(found).find((key) => found[key] !== null)
    if (first === undefined) installing.mutate(config)
    else document.getElementById(`field-${first}`)?.focus()
  }

  const isTold =
    installing.error instanceof ApiError && Object.values(problems).some((one) => one !== null)
  return (
    <form className={styles.form} noValidate onSubmit={submit} onPaste={paste}>
      <TextInput
        size="sm"
        label="Name"
        value={name}
        maxLength={nameCharsMax}
        onChange={({ currentTarget }) => setName(currentTarget.value)}
      />
      {entry.variants.length > 1 ? (
        <Select
          size="sm"
          label="Variant"
          description={entry.variants.find(({ key }) => key === variant)?.description}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          data={entry.variants.map((one) => ({ value: one.key, label: one.name }))}
          value={variant}
          allowDeselect={false}
          onChange={(chosen) => setVariant(chosen ?? variant)}
        />
      ) : null}
      {entry.config_fields.map((field) => (
        <Field
          key={field.key}
          field={field}
          value={values[field.key] ?? ''}
          problem={problems[field.key] ?? null}
          onChange={(value) => {
            setValues({ ...values, [field.key]: value })
            setProblems({ ...problems, [field.key]: null })
          }}
          onFocus={() => onFocusField(field.key)}
          onBlur={() => leave(field)}
        />
      ))}
      <p className={styles.note} role="status">
        {note ?? 'Tip: paste the install curl or its JSON into any field to fill in all of them.'}
      </p>
      {installing.error === null || isTold ? null : (
        <p className={styles.error} role="alert">
          <IconAlertTriangle size={15} aria-hidden />
          {installing.error.message}
        </p>
      )}
      <div className={styles.actions}>
        <Button size="sm" type="submit" loading={installing.isPending}>
          Install Integration
        </Button>
        <span>The connection is checked right after.</span>
      </div>
    </form>
  )
}

type FieldProps = {
  readonly field: CatalogField
  readonly value: string
  readonly problem: string | null
  readonly onChange: (value: string) => void
  readonly onFocus: () => void
  readonly onBlur: () => void
}

function Field({ field, value, problem, onChange, onFocus, onBlur }: FieldProps) {
  const Input = field.type === 'secret' ? PasswordInput : TextInput
  return (
    <Input
      size="sm"
      id={`field-${field.key}`}
      label={field.label}
      description={field.help_text}
      inputWrapperOrder={['label', 'input', 'error', 'description']}
      placeholder={field.placeholder}
      required={field.required}
      value={value}
      error={problem}
      autoComplete="off"
      spellCheck={false}
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
      onFocus={onFocus}
      onBlur={onBlur}
    />
  )
}

/** The hub names a field `config.client_id`; what is about no field of the form is said below it. */
function problemsOf(error: ApiError, fields: readonly CatalogField[]): Problems {
  return Object.fromEntries(fields.map(({ key }) => [key, error.fields[`config.${key}`] ?? null]))
}
