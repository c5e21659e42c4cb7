import { Button, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { createConnector, schemasQuery } from '../api/streams.ts'
import { Card } from '../ui/card.tsx'
import { Notice } from '../ui/notice.tsx'
import { Page } from '../ui/page.tsx'
import styles from './form.module.css'

/** The first step of an admin: a connector with a name. */
export function NewConnectorPage() {
  const [label, setLabel] = useState('')
  const client = useQueryClient()
  const navigate = useNavigate()
  const create = useMutation({
    mutationFn: () => createConnector({ label: label.trim() }),
    onSuccess: async ({ name }) => {
      await client.invalidateQueries({ queryKey: schemasQuery.queryKey })
      await navigate({ to: '/streams/connectors/$name', params: { name } })
    },
  })
  return (
    <Page
      title="New connector"
      about="As in Data Cloud Setup, Ingestion API, New."
      above={<Link to="/streams">Data Streams</Link>}
    >
      <Card title="Ingestion API connector">
        <form
          className={styles.form}
          onSubmit={(event) => {
            event.preventDefault()
            create.mutate()
          }}
        >
          <TextInput
            label="Connector name"
            description="Stands in the address of every endpoint; it cannot be changed later."
            value={label}
            onChange={({ currentTarget }) => setLabel(currentTarget.value)}
            required
          />
          {create.error === null ? null : <Notice tone="bad">{create.error.message}</Notice>}
          <div className={styles.buttons}>
            <Button type="submit" loading={create.isPending} disabled={label.trim() === ''}>
              Create connector
            </Button>
            <Button variant="default" renderRoot={(props) => <Link to="/streams" {...props} />}>
              Cancel
            </Button>
          </div>
        </form>
      </Card>
    </Page>
  )
}
