import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { deleteStream, type StreamDetail } from '../api/streams.ts'
import { ConfirmButton } from '../ui/confirm-button.tsx'
import { Notice } from '../ui/notice.tsx'
import { countedText } from '../ui/numbers.ts'

/** Deleting a stream takes its lake object, rows and problem records with it. */
export function DeleteStream({ stream }: { readonly stream: StreamDetail }) {
  const client = useQueryClient()
  const navigate = useNavigate()
  const remove = useMutation({
    mutationFn: () => deleteStream(stream.id),
    onSuccess: async () => {
      await navigate({ to: '/streams' })
      client.removeQueries({ queryKey: ['streams', stream.id] })
      await client.invalidateQueries()
    },
  })
  return (
    <>
      {remove.error === null ? null : <Notice tone="bad">{remove.error.message}</Notice>}
      <ConfirmButton
        word="Delete"
        question={`Delete ${stream.label} with its lake object and ${countedText(stream.rowCount, 'row')}? Deploying it again makes a lake object with another name.`}
        confirm="Delete data stream"
        isBusy={remove.isPending}
        onConfirm={() => remove.mutate()}
      />
    </>
  )
}
