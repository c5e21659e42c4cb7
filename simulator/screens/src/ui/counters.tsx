import styles from './counters.module.css'

type Counter = { readonly name: string; readonly value: string; readonly about?: string }

/** Numbers side by side, each with its name. */
export function Counters({ counters }: { readonly counters: readonly Counter[] }) {
  return (
    <dl className={styles.counters}>
      {counters.map(({ name, value, about }) => (
        <div key={name} title={about}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}
