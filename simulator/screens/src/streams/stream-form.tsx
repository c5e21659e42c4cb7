import { Button, NativeSelect } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { deployStream, type ConnectorSchema, type SchemaField } from '../api/streams.ts'
import { Notice } from '../ui/notice.tsx'
import styles from './form.module.css'
import { settingsOf, timeFieldsOf, type StreamDraft } from './stream-draft.ts'

type Props = {
  /** Only those with an object to deploy, and only such objects. */
  readonly connectors: readonly ConnectorSchema[]
  readonly wanted: { readonly connector?: string; readonly object?: string }
}

const choose = { value: '', label: 'Choose …' }

export function StreamForm({ connectors, wanted }: Props) {
  const client = useQueryClient()
  const navigate = useNavigate()
  const [draft, setDraft] = useState<StreamDraft>({
    connector: wanted.connector ?? connectors[0]?.name ?? '',
    object: wanted.object ?? '',
    category: '',
    primaryKey: '',
    eventTimeField: '',
    recordModifiedField: '',
    refreshMode: 'Upsert',
  })
  const connector = connectors.find(({ name }) => name === draft.connector)
  const fields = connector?.objects.find(({ name }) => name === draft.object)?.fields ?? []
  const change = (part: Partial<StreamDraft>) => setDraft({ ...draft, ...part })
  const forgotten = { primaryKey: '', eventTimeField: '', recordModifiedField: '' }
  const deploy = useMutation({
    mutationFn: () => deployStream(draft.connector, settingsOf(draft)),
    onSuccess: async ({ id }) => {
      await client.invalidateQueries()
      await navigate({ to: '/streams/$streamId', params: { streamId: id } })
    },
  })
  const isEngagement = draft.category === 'Engagement'
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault()
        deploy.mutate()
      }}
    >
      <NativeSelect
        label="Connector"
        value={draft.connector}
        onChange={({ currentTarget }) =>
          change({ connector: currentTarget.value, object: '', ...forgotten })
        }
        data={connectors.map(({ name, label }) => ({ value: name, label }))}
      />
      <NativeSelect
        label="Object"
        required
        value={draft.object}
        onChange={({ currentTarget }) => change({ object: currentTarget.value, ...forgotten })}
        data={[choose, ...(connector?.objects ?? []).map(({ name }) => name)]}
      />
      <NativeSelect
        label="Category"
        description="Profile: who somebody is. Engagement: what happened when. Other: everything else."
        required
        value={draft.category}
        onChange={({ currentTarget }) =>
          change({
            category: currentTarget.value,
            eventTimeField: '',
            recordModifiedField: '',
            ...(currentTarget.value === 'Engagement' ? { refreshMode: 'Upsert' } : {}),
          })
        }
        data={[choose, 'Profile', 'Engagement', 'Other']}
      />
      <NativeSelect
        label="Primary key"
        description="A record with the same key overwrites the one that is there."
        required
        value={draft.primaryKey}
        onChange={({ currentTarget }) => change({ primaryKey: currentTarget.value })}
        data={[choose, ...namesOf(fields.filter(({ type }) => type !== 'boolean'))]}
      />
      {isEngagement ? (
        <NativeSelect
          label="Event time field"
          description="Its UTC date belongs to the key: the same key on another date is another row."
          required
          value={draft.eventTimeField}
          onChange={({ currentTarget }) => change({ eventTimeField: currentTarget.value })}
          data={[choose, ...namesOf(timeFieldsOf(fields))]}
        />
      ) : (
        <NativeSelect
          label="Record modified field"
          description="An older record never overwrites a newer one. Needed for partial updates."
          value={draft.recordModifiedField}
          onChange={({ currentTarget }) => change({ recordModifiedField: currentTarget.value })}
          data={[{ value: '', label: 'None' }, ...namesOf(timeFieldsOf(fields))]}
        />
      )}
      <NativeSelect
        label="Refresh mode"
        description={
          draft.refreshMode === 'Partial'
            ? 'Fields that a record leaves out stay as they are.'
            : 'A record replaces the whole row; fields it leaves out become empty.'
        }
        value={draft.refreshMode}
        onChange={({ currentTarget }) => change({ refreshMode: currentTarget.value })}
        data={isEngagement ? ['Upsert'] : ['Upsert', 'Partial']}
      />
      {deploy.error === null ? null : <Notice tone="bad">{deploy.error.message}</Notice>}
      <div className={styles.buttons}>
        <Button type="submit" loading={deploy.isPending}>
          Deploy
        </Button>
        <Button variant="default" renderRoot={(props) => <Link to="/streams" {...props} />}>
          Cancel
        </Button>
      </div>
    </form>
  )
}

function namesOf(fields: readonly SchemaField[]): readonly string[] {
  return fields.map(({ name }) => name)
}
