/** How much individuals did: rows of engagement objects that name them. */
import { quoted } from '../lake/lake-sql.ts'
import type { Lake } from '../lake/lake.ts'
import { eventTimeField } from '../model/mapping-rules.ts'
import { standardObjects } from '../model/standard-objects.ts'
import { cellText } from './cell-text.ts'

/** Rows of an engagement object that name an individual. */
export type EngagementCount = {
  readonly object: string
  readonly label: string
  readonly count: number
  readonly firstAt: string
  readonly lastAt: string
}

const individualField = 'ssot__IndividualId__c'

/** Counts for each of the individuals, in every engagement object that names one. */
export async function readEngagements(
  lake: Pick<Lake, 'write'>,
  individualIds: readonly string[],
): Promise<(individualId: string) => readonly EngagementCount[]> {
  const objects = standardObjects.filter(
    ({ category, fields }) =>
      category === 'Engagement' && fields.some(({ name }) => name === individualField),
  )
  const parts = objects.map(
    ({ name }, index) => `
      select ${index} as place, ${quoted(individualField)} as individual,
        ${quoted(eventTimeField)} as at
      from ${quoted(name)} where ${quoted(individualField)} = any(array(
        select json_array_elements_text($1::json)))`,
  )
  const { rows } = await lake.write(
    `select place, individual, count(*), min(at), max(at)
     from (${parts.join(' union all ')}) as engagement
     group by place, individual order by place`,
    [JSON.stringify(individualIds)],
  )
  return (individualId: string): readonly EngagementCount[] =>
    rows
      .filter(([, individual]) => individual === individualId)
      .flatMap(([place, , count, firstAt, lastAt]) => {
        const object = objects[Number(place)]
        if (object === undefined) return []
        return [
          {
            object: object.name,
            label: object.label,
            count: Number(count),
            firstAt: cellText(firstAt),
            lastAt: cellText(lastAt),
          },
        ]
      })
}
