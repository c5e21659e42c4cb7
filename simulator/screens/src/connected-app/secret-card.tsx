import { Button } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { rotateSecret } from '../api/org-state.ts'
import { overviewQuery } from '../api/overview.ts'
import { Card } from '../ui/card.tsx'
import { Copyable } from '../ui/copyable.tsx'
import { Fact, Facts } from '../ui/facts.tsx'
import { Notice } from '../ui/notice.tsx'

/** Consumer key and secret. A new secret is what a wrong one looks like to a client. */
export function SecretCard({ clientId }: { readonly clientId: string }) {
  const client = useQueryClient()
  const rotate = useMutation({
    mutationFn: rotateSecret,
    onSuccess: () => client.invalidateQueries({ queryKey: overviewQuery.queryKey }),
  })
  return (
    <Card
      title="Consumer key and secret"
      about="A client with the old secret is answered 400 invalid_client: invalid client credentials."
      actions={
        <Button variant="default" loading={rotate.isPending} onClick={() => rotate.mutate()}>
          Rotate secret
        </Button>
      }
    >
      <Facts>
        <Fact name="Client ID">
          <Copyable text={clientId} what="client ID" />
        </Fact>
        <Fact name="Client secret">
          {rotate.data === undefined ? (
            'not shown here; Home has it to copy'
          ) : (
            <Copyable text={rotate.data.clientSecret} what="new client secret" />
          )}
        </Fact>
      </Facts>
      {rotate.isSuccess ? (
        <Notice tone="warn">
          This is the new secret. Whoever still uses the old one is refused at the next sign-in.
        </Notice>
      ) : null}
      {rotate.error === null ? null : <Notice tone="bad">{rotate.error.message}</Notice>}
    </Card>
  )
}
