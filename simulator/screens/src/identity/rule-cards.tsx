import { Link } from '@tanstack/react-router'
import type { Ruleset } from '../api/identity.ts'
import { Card } from '../ui/card.tsx'
import { Table } from '../ui/table.tsx'
import { criterionWords, objectWord, reconciliationWords } from './rule-words.ts'
import styles from './rule-cards.module.css'

/** The rules of a ruleset, in words. */
export function RuleCards({ ruleset }: { readonly ruleset: Ruleset }) {
  return (
    <div className={styles.cards}>
      <Card
        title="Match rules"
        about="Two source profiles are one person when any one of these rules holds for them."
      >
        <ol className={styles.rules}>
          {ruleset.matchRules.map((rule, place) => (
            <li key={`${rule.label} ${place}`}>
              <strong>{rule.label}</strong>
              <ul>
                {rule.criteria.map((criterion) => (
                  <li key={`${criterion.entityName} ${criterion.fieldName}`}>
                    {criterionWords(criterion)}
                  </li>
                ))}
              </ul>
            </li>
          ))}
        </ol>
      </Card>
      <div className={styles.column}>
        <Card
          title="Reconciliation rules"
          about="Which value the unified profile gets where its sources differ. Contact points are all kept."
          isFlush
        >
          <Table label="Reconciliation rules" head={['Object', 'Takes']}>
            {ruleset.reconciliationRules.map((rule) => (
              <tr key={rule.entityName}>
                <td>{objectWord(rule.entityName)}</td>
                <td>{reconciliationWords(rule)}</td>
              </tr>
            ))}
          </Table>
        </Card>
        <Card title="Objects it writes" isFlush>
          <Table label="Objects it writes" head={['From', 'Unified and link objects']}>
            {(ruleset.status?.outputs ?? []).map(({ sourceObject, unifiedObject, linkObject }) => (
              <tr key={unifiedObject}>
                <td>{objectWord(sourceObject)}</td>
                <td>
                  <ObjectLink name={unifiedObject} />
                  <br />
                  <ObjectLink name={linkObject} />
                </td>
              </tr>
            ))}
          </Table>
        </Card>
      </div>
    </div>
  )
}

function ObjectLink({ name }: { readonly name: string }) {
  return (
    <Link to="/explorer" search={{ object: name }} className={styles.object}>
      <code>{name}</code>
    </Link>
  )
}
