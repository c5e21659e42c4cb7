import { Button } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { OrgError } from '../api/call.ts'
import {
  previewSchema,
  schemasQuery,
  uploadSchema,
  type ConnectorSchema,
  type SchemaPreview,
} from '../api/streams.ts'
import { Badge } from '../ui/badge.tsx'
import { Card } from '../ui/card.tsx'
import { Notice } from '../ui/notice.tsx'
import { countedText } from '../ui/numbers.ts'
import { Table } from '../ui/table.tsx'
import styles from './form.module.css'
import { schemaTextOf } from './schema-text.ts'

const example = `openapi: 3.0.3
components:
  schemas:
    order:
      type: object
      properties:
        order_id:   { type: string }
        ordered_at: { type: string, format: date-time }
        total:      { type: number }
        email:      { type: string, format: email }
`

/** A schema file is pasted or chosen, looked at, and uploaded. Nothing changes before the last step. */
export function SchemaUpload({ connector }: { readonly connector: ConnectorSchema }) {
  const client = useQueryClient()
  const file = useRef<HTMLInputElement>(null)
  const [yaml, setYaml] = useState('')
  const preview = useMutation({ mutationFn: (text: string) => previewSchema(connector.name, text) })
  const upload = useMutation({
    mutationFn: () => uploadSchema(connector.name, yaml),
    onSuccess: async () => {
      preview.reset()
      await client.invalidateQueries({ queryKey: schemasQuery.queryKey })
    },
  })
  const change = (text: string) => {
    setYaml(text)
    preview.reset()
    upload.reset()
  }
  const isFit =
    preview.data !== undefined &&
    preview.data.problems.length === 0 &&
    preview.data.added.length > 0
  return (
    <Card
      title="Upload schema"
      about="An OpenAPI 3.0 file in YAML. An update holds everything that is there already, and may add objects and fields."
    >
      <div className={styles.columns}>
        <div className={styles.wide}>
          <div className={styles.file}>
            <label className={styles.label} htmlFor="schema">
              Schema (YAML)
            </label>
            <Button variant="default" onClick={() => file.current?.click()}>
              Choose file
            </Button>
            <input
              ref={file}
              type="file"
              accept=".yaml,.yml,.json"
              aria-label="Schema file"
              hidden
              onChange={({ currentTarget }) => {
                const [chosen] = currentTarget.files ?? []
                if (chosen !== undefined) void chosen.text().then(change)
                currentTarget.value = ''
              }}
            />
            {yaml !== '' ? null : connector.objects.length === 0 ? (
              <Button variant="subtle" onClick={() => change(example)}>
                Begin with an example
              </Button>
            ) : (
              <Button variant="subtle" onClick={() => change(schemaTextOf(connector.objects))}>
                Begin with the present schema
              </Button>
            )}
          </div>
          <textarea
            id="schema"
            className={styles.text}
            spellCheck={false}
            value={yaml}
            placeholder={example}
            onChange={({ currentTarget }) => change(currentTarget.value)}
          />
          <div className={styles.buttons}>
            <Button
              variant={isFit ? 'default' : 'filled'}
              disabled={yaml.trim() === ''}
              loading={preview.isPending}
              onClick={() => preview.mutate(yaml)}
            >
              Preview
            </Button>
            <Button disabled={!isFit} loading={upload.isPending} onClick={() => upload.mutate()}>
              Upload schema
            </Button>
          </div>
        </div>
        <div className={styles.wide}>
          {upload.isSuccess ? (
            <Notice tone="good">The schema is uploaded. Deploy its new objects above.</Notice>
          ) : null}
          <Problem error={upload.error ?? preview.error} />
          {preview.data === undefined ? (
            upload.isSuccess ? null : (
              <p className={styles.quiet}>
                Preview shows what the file adds, or every problem in it, before anything changes.
              </p>
            )
          ) : (
            <Preview preview={preview.data} />
          )}
        </div>
      </div>
    </Card>
  )
}

function Problem({ error }: { readonly error: Error | null }) {
  if (error === null) return null
  return error instanceof OrgError && error.problems.length > 1 ? (
    <Problems problems={error.problems} />
  ) : (
    <Notice tone="bad">{error.message}</Notice>
  )
}

function Problems({ problems }: { readonly problems: readonly string[] }) {
  return (
    <Notice tone="bad">
      <strong>{countedText(problems.length, 'problem')}</strong>
      <ul>
        {problems.map((problem) => (
          <li key={problem}>{problem}</li>
        ))}
      </ul>
    </Notice>
  )
}

function Preview({ preview }: { readonly preview: SchemaPreview }) {
  if (preview.problems.length > 0) return <Problems problems={preview.problems} />
  if (preview.added.length === 0) {
    return <Notice tone="info">The file adds nothing: all of it is there already.</Notice>
  }
  return (
    <>
      <Notice tone="good">The file is fit. It will add:</Notice>
      <Table label="What the schema adds" head={['Object', '', 'Fields']}>
        {preview.added.map(({ object, isNew, fields }) => (
          <tr key={object}>
            <td>
              <code>{object}</code>
            </td>
            <td>
              <Badge tone={isNew ? 'good' : 'info'}>{isNew ? 'New object' : 'New fields'}</Badge>
            </td>
            <td>
              {fields.map(({ name, type }) => (
                <div key={name}>
                  <code>{name}</code> <span className={styles.fieldNames}>{type}</span>
                </div>
              ))}
            </td>
          </tr>
        ))}
      </Table>
    </>
  )
}
