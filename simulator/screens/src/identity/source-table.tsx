import type { UnifiedProfile, UnifiedSource } from '../api/identity.ts'
import { Badge } from '../ui/badge.tsx'
import styles from './source-table.module.css'

/** Fields down, the unified profile and its sources across. */
export function SourceTable({ profile }: { readonly profile: UnifiedProfile }) {
  const { sources } = profile
  const labels = new Map(
    [profile, ...sources].flatMap(({ fields }) =>
      fields.map(({ field, label }) => [field, label] as const),
    ),
  )
  return (
    <div className={styles.frame} role="region" aria-label="Sources side by side" tabIndex={0}>
      <table className={styles.table} aria-label="Sources side by side">
        <thead>
          <tr>
            <th scope="col">Field</th>
            <th scope="col">Unified profile</th>
            {sources.map((source) => (
              <th key={keyOf(source)} scope="col">
                <code>{source.id}</code>
                <div className={styles.origin}>
                  {source.dataSourceObject}{' '}
                  {source.isAnonymous ? <Badge tone="quiet">Anonymous</Badge> : null}
                </div>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {[...labels].map(([field, label]) => (
            <tr key={field}>
              <th scope="row" title={field}>
                {label}
              </th>
              <td className={styles.unified}>{valueOf(profile, field)}</td>
              {sources.map((source) => (
                <td key={keyOf(source)}>{valueOf(source, field)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function keyOf({ id, dataSource, dataSourceObject }: UnifiedSource): string {
  return `${dataSource} ${dataSourceObject} ${id}`
}

function valueOf({ fields }: Pick<UnifiedSource, 'fields'>, wanted: string): string {
  return fields.find(({ field }) => field === wanted)?.value ?? ''
}
