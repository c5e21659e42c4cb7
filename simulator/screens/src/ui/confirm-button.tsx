import { Button } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import styles from './confirm-button.module.css'

type Props = {
  /** "Delete": what the button says first. */
  readonly word: string
  /** What will be lost, asked before it is done. */
  readonly question: string
  /** "Delete data stream": what the second button says. */
  readonly confirm: string
  readonly isBusy: boolean
  readonly onConfirm: () => void
}

/** Something that cannot be undone takes a second click, which says what it costs. */
export function ConfirmButton({ word, question, confirm, isBusy, onConfirm }: Props) {
  const [isAsking, setAsking] = useState(false)
  const keep = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    // The button that was pressed is gone: the focus goes on to the harmless one of the two.
    if (isAsking) keep.current?.focus()
  }, [isAsking])
  if (!isAsking) {
    return (
      <Button variant="default" onClick={() => setAsking(true)}>
        {word}
      </Button>
    )
  }
  return (
    <div className={styles.question} role="group" aria-label={question}>
      <span>{question}</span>
      <Button color="red" loading={isBusy} onClick={onConfirm}>
        {confirm}
      </Button>
      <Button variant="default" ref={keep} onClick={() => setAsking(false)}>
        Keep
      </Button>
    </div>
  )
}
