import { NativeSelect } from '@mantine/core'
import type { ExplorerObject, ObjectKind } from '../api/explorer.ts'
import { CopyButton } from '../ui/copy-button.tsx'
import styles from './object-choice.module.css'

type Props = {
  readonly objects: readonly ExplorerObject[]
  readonly chosen: ExplorerObject
  readonly onChoose: (name: string) => void
}

const kinds: readonly { readonly kind: ObjectKind; readonly word: string }[] = [
  { kind: 'DataLakeObject', word: 'Data Lake Object' },
  { kind: 'ProblemRecords', word: 'Problem Records' },
  { kind: 'DataModelObject', word: 'Data Model Object' },
  { kind: 'UnifiedObject', word: 'Unified Object' },
]

/** First the type, then an object of it. */
export function ObjectChoice({ objects, chosen, onChoose }: Props) {
  const offered = kinds.filter(({ kind }) => objects.some((object) => object.kind === kind))
  return (
    <div className={styles.choice}>
      <NativeSelect
        label="Object type"
        value={chosen.kind}
        onChange={({ currentTarget }) => {
          const first = objects.find(({ kind }) => kind === currentTarget.value)
          if (first !== undefined) onChoose(first.name)
        }}
        data={offered.map(({ kind, word }) => ({ value: kind, label: word }))}
      />
      <NativeSelect
        label="Object"
        className={styles.object ?? ''}
        value={chosen.name}
        onChange={({ currentTarget }) => onChoose(currentTarget.value)}
        data={objects
          .filter(({ kind }) => kind === chosen.kind)
          .map(({ name, label }) => ({ value: name, label }))}
      />
      <div className={styles.names}>
        <span>
          <code>{chosen.name}</code>
          <CopyButton text={chosen.name} label="Copy API name" />
        </span>
        {chosen.alias === null ? null : (
          <span className={styles.quiet}>
            in SQL also <code>{chosen.alias}</code>
          </span>
        )}
        <span className={styles.quiet}>
          {chosen.category}
          {chosen.primaryKeyColumn === null ? null : (
            <>
              , key <code>{chosen.primaryKeyColumn}</code>
            </>
          )}
        </span>
      </div>
    </div>
  )
}
