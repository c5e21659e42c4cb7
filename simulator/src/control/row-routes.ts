/**
 * What has landed, to look at without signing in: our own, answered only on the loopback address. The documented way is
 * the Query API.
 */
import type { FastifyInstance } from 'fastify'
import { sendHtmlError } from '../http/page-reply.ts'
import { placeOf } from '../http/place.ts'
import type { Lake } from '../lake/lake.ts'
import type { Org } from '../org/org.ts'

/** Rows shown of an object; more than a person reads. */
const rowCountMax = 50

export function addRowRoutes(
  app: FastifyInstance,
  { org, lake }: { readonly org: Org; readonly lake: Lake },
): void {
  app.get<{ Params: { object: string } }>('/practice-org/rows/:object', async (request, reply) => {
    if (placeOf(request.headers.host, org).kind !== 'loopback') {
      return sendHtmlError(reply, 404, 'Page not found')
    }
    const object = lake.objects().find(({ stream }) => stream.object === request.params.object)
    if (object === undefined) {
      const names = lake
        .objects()
        .map(({ stream }) => stream.object)
        .join(', ')
      const message = `No object of that name. There are: ${names}.`
      return reply.code(404).send({ error: { code: 'OBJECT_UNKNOWN', message } })
    }
    const { fields, rows } = await lake.read(`select * from ${object.name} limit ${rowCountMax}`)
    return {
      object: object.stream.object,
      lake_object: object.name,
      rows: rows.map((row) =>
        Object.fromEntries(
          fields.flatMap(({ name }, index) => (row[index] === null ? [] : [[name, row[index]]])),
        ),
      ),
    }
  })
}
