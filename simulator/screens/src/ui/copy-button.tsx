import { ActionIcon, Tooltip } from '@mantine/core'
import { useClipboard } from '@mantine/hooks'
import { IconCheck, IconCopy } from '@tabler/icons-react'

type Props = { readonly text: string; readonly label: string; readonly className?: string }

/** Copies a text; `label` names what, "Copy event ID". */
export function CopyButton({ text, label, className }: Props) {
  const clipboard = useClipboard({ timeout: 1_500 })
  const said = clipboard.copied ? 'Copied' : label
  return (
    <Tooltip label={said} withinPortal>
      <ActionIcon
        size="sm"
        aria-label={said}
        className={className}
        onClick={() => clipboard.copy(text)}
      >
        {clipboard.copied ? <IconCheck size={14} /> : <IconCopy size={14} />}
      </ActionIcon>
    </Tooltip>
  )
}
