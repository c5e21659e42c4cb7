/** The Profile API and the lookup of unified records, the same by the tenant host and by Connect REST (facts 6.5). */
import type { Lake } from '../lake/lake.ts'
import type { Queryable } from '../lake/queryable.ts'
import { quoted } from '../lake/lake-sql.ts'
import type { Setup } from '../org/setup.ts'
import { metadataEntryOf, relationshipsOf } from './metadata-entries.ts'
import { profileStatementOf, type ProfileLimits, type ProfileRefusal } from './profile-statement.ts'
import type { QueryAnswer, QueryRunner, RowsAnswer } from './query-runner.ts'

export type ProfileAnswer =
  | (RowsAnswer & { readonly isLast: boolean })
  | Exclude<QueryAnswer, { kind: 'rows' }>
  | ProfileRefusal
  /** No such object. */
  | { readonly kind: 'not-found' }

export type ProfilePath = {
  readonly object: string
  readonly id?: string
  readonly child?: string
}

export type Profile = {
  /** @param signal cancels the statement */
  read(
    path: ProfilePath,
    question: { readonly query: URLSearchParams; readonly limits: ProfileLimits },
    signal: AbortSignal,
  ): Promise<ProfileAnswer>
  /** Of all objects, or of one; nothing when there is none of that name. */
  metadata(name?: string): readonly ReturnType<typeof metadataEntryOf>[] | undefined
  /** The links of every source record that shares the unified record of one {UIL}. */
  lookup(link: UniversalId): Promise<ProfileAnswer>
}

export type UniversalId = {
  /** Name of the link object. */
  readonly entity: string
  readonly dataSource: string
  readonly dataSourceObject: string
  readonly sourceRecord: string
}

type Needs = {
  readonly lake: Pick<Lake, 'queryables'>
  readonly setup: Setup
  readonly queryRunner: QueryRunner
}

const linkColumns = [
  'SourceRecordId__c',
  'UnifiedRecordId__c',
  'ssot__DataSourceObjectId__c',
  'ssot__DataSourceId__c',
] as const

export function createProfile(needs: Needs): Profile {
  const { lake, setup, queryRunner } = needs
  const objectOf = (name: string): Queryable | undefined =>
    lake
      .queryables()
      .find((object) => object.kind === 'DataModelObject' && sameName(object.name, name))

  return {
    read: async ({ object: name, id, child: childName }, question, signal) => {
      const object = objectOf(name)
      if (object === undefined) return { kind: 'not-found' }
      if (object.category === 'Engagement') return noEngagement(object)
      const childObject = childName === undefined ? undefined : objectOf(childName)
      if (childName !== undefined && childObject === undefined) return { kind: 'not-found' }
      const child = childObject && childOf(setup, object, childObject)
      if (childObject !== undefined && child === undefined) {
        const message = `${childObject.name} has no relationship with ${object.name}`
        return { kind: 'bad-request', message }
      }
      const asked = profileStatementOf({
        object,
        ...question,
        ...(id === undefined ? {} : { id }),
        ...(child === undefined ? {} : { child }),
      })
      if (asked.kind !== 'statement') return asked
      const answer = await queryRunner.run(asked.statement, signal)
      if (answer.kind !== 'rows') return answer
      const isLast = answer.rows.length <= asked.rowsMax
      return { ...answer, rows: answer.rows.slice(0, asked.rowsMax), isLast }
    },
    metadata: (name) => {
      const objects = lake
        .queryables()
        .filter(({ kind, category }) => kind === 'DataModelObject' && category !== 'Engagement')
        .filter((object) => name === undefined || sameName(object.name, name))
      if (name !== undefined && objects.length === 0) return undefined
      return objects.map((object) => metadataEntryOf(needs, object))
    },
    lookup: async ({ entity, dataSource, dataSourceObject, sourceRecord }) => {
      const link = objectOf(entity)
      if (link === undefined || !isLink(link)) return { kind: 'not-found' }
      const [source, unified, object, origin] = linkColumns.map(quoted)
      const from = quoted(link.name)
      const answer = await queryRunner.run({
        sql: `select ${source}, ${unified}, ${object}, ${origin} from ${from}
          where ${unified} in (select ${unified} from ${from}
            where ${origin} = $1 and ${object} = $2 and ${source} = $3)
          order by ${source}, ${origin}, ${object}`,
        parameters: [dataSource, dataSourceObject, sourceRecord],
      })
      return answer.kind === 'rows' ? { ...answer, isLast: true } : answer
    },
  }
}

function sameName(name: string, wanted: string): boolean {
  return name.toLowerCase() === wanted.toLowerCase()
}

function isLink({ columns }: Queryable): boolean {
  return linkColumns.every((name) => columns.some((column) => column.name === name))
}

function noEngagement({ name }: Queryable): ProfileAnswer {
  const message = `${name} is an engagement object, which the Profile API does not support`
  return { kind: 'bad-request', message }
}

/** A relationship may be told from either side. */
function childOf(setup: Setup, parent: Queryable, child: Queryable) {
  const fromChild = relationshipsOf(setup, child.name).find(
    ({ toObject }) => toObject === parent.name,
  )
  if (fromChild !== undefined) {
    return { object: child, childField: fromChild.field, parentField: fromChild.toField }
  }
  const fromParent = relationshipsOf(setup, parent.name).find(
    ({ toObject }) => toObject === child.name,
  )
  return fromParent === undefined
    ? undefined
    : { object: child, childField: fromParent.toField, parentField: fromParent.field }
}
