import type { Lake } from '../lake/lake.ts'
import { done, refused, type ControlAnswer } from './control-route.ts'

/** Rows shown of an object; more than a person reads. */
const rowCountMax = 50

/** What has landed, to look at without signing in. The documented way is the Query API. */
export async function readRows(lake: Lake, objectName: string): Promise<ControlAnswer> {
  const objects = lake.objects()
  const object = objects.find(({ stream }) => stream.object === objectName)
  if (object === undefined) {
    const names = objects.map(({ stream }) => stream.object).join(', ')
    return refused(404, 'OBJECT_UNKNOWN', `No object of that name. There are: ${names}.`)
  }
  const { fields, rows } = await lake.read(`select * from ${object.name} limit ${rowCountMax}`)
  return done({
    object: object.stream.object,
    lake_object: object.name,
    rows: rows.map((row) =>
      Object.fromEntries(
        fields.flatMap(({ name }, index) => (row[index] === null ? [] : [[name, row[index]]])),
      ),
    ),
  })
}
