import { CloseButton } from '@mantine/core'
import { useEffect, useRef, type ReactNode } from 'react'
import styles from './drawer.module.css'

type Props = {
  readonly title: ReactNode
  /** Names it for a screen reader, "Value". */
  readonly label: string
  readonly onClose: () => void
  readonly children: ReactNode
}

/** Details of what was chosen, beside the list; Escape closes it and gives the focus back. */
export function Drawer({ title, label, onClose, children }: Props) {
  const frame = useRef<HTMLElement>(null)
  const close = useRef(onClose)
  useEffect(() => {
    close.current = onClose
  })
  useEffect(() => {
    const before = document.activeElement
    frame.current?.focus()
    const listen = (pressed: KeyboardEvent) => {
      if (pressed.key === 'Escape' && !pressed.defaultPrevented) close.current()
    }
    document.addEventListener('keydown', listen)
    return () => {
      document.removeEventListener('keydown', listen)
      if (before instanceof HTMLElement) before.focus()
    }
  }, [])
  return (
    <aside className={styles.drawer} aria-label={label} ref={frame} tabIndex={-1}>
      <header className={styles.head}>
        <h2>{title}</h2>
        <CloseButton aria-label={`Close ${label}`} title="Close (Esc)" onClick={onClose} />
      </header>
      <div className={styles.content}>{children}</div>
    </aside>
  )
}
