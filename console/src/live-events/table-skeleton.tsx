import { Skeleton } from '@mantine/core'
import styles from './table-skeleton.module.css'

const rowCount = 14
/** Uneven widths, so that it looks like text and not like a grid. */
const widths = ['62%', '48%', '71%', '55%', '66%', '43%', '58%']

/** The list before its first page: shown only when that takes a moment, and with words. */
export function TableSkeleton() {
  return (
    <div className={styles.skeleton} role="status">
      <p>Reading the newest events …</p>
      {Array.from({ length: rowCount }, (_, place) => (
        <div key={place} className={styles.row} aria-hidden>
          <Skeleton height={10} width={48} />
          <Skeleton height={10} width={widths[place % widths.length] ?? '60%'} />
          <Skeleton height={10} width={widths[(place + 3) % widths.length] ?? '60%'} />
          <Skeleton height={10} width={72} />
        </div>
      ))}
    </div>
  )
}
