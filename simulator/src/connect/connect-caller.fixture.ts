import type { Answer, PracticeClient } from '../testing/practice-client.ts'

export type ConnectCall = (
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  path: string,
  body?: object | string,
) => Promise<Answer>

/** Calls Connect REST with a core token; paths follow `/ssot`. */
export async function connectCallerOf(client: PracticeClient): Promise<ConnectCall> {
  const token = String((await client.signIn()).json['access_token'])
  return (method, path, body) =>
    client.call({
      method,
      path: `/services/data/v64.0/ssot${path}`,
      token,
      ...(body === undefined ? {} : { body }),
    })
}

/** What a refusal says: its code and every problem. */
export function refusalOf(answer: Answer): { readonly code: string; readonly problems: string[] } {
  const entries = Object.values(answer.json) as { errorCode: string; message: string }[]
  return {
    code: entries[0]?.errorCode ?? '',
    problems: entries.map(({ message }) => message),
  }
}

const field = (name: string, dataType: string) => ({ name, label: name, dataType })

/** A schema with a field of every type. */
export const ticketSchema = {
  name: 'ticket',
  label: 'Ticket',
  schemaType: 'IngestApi',
  fields: [
    field('id', 'Text'),
    field('opened_at', 'DateTime'),
    field('due_on', 'DateOnly'),
    field('closed_on', 'Date'),
    field('is_open', 'Boolean'),
    field('price', 'Currency'),
    field('score', 'Number'),
    field('share', 'Percent'),
    field('email', 'Email'),
    field('phone', 'Phone'),
    field('link', 'Url'),
  ],
}

/** The documented body of a data stream (facts 4.4). */
export function streamBodyOf(
  connectionName: string,
  object: string,
  {
    refreshMode = 'UPSERT',
    ...lakeObject
  }: { readonly refreshMode?: string } & Record<string, unknown>,
) {
  return {
    name: `Desk_${object}`,
    label: `Desk ${object}`,
    datasource: connectionName,
    datastreamType: 'INGESTAPI',
    connectorInfo: {
      connectorType: 'IngestApi',
      connectorDetails: { name: connectionName, events: [object] },
    },
    dataLakeObjectInfo: {
      name: `desk_${object}`,
      label: object,
      category: 'Other',
      dataspaceInfo: [{ name: 'default' }],
      dataLakeFieldInputRepresentations: [
        { name: 'id', label: 'id', dataType: 'Text', isPrimaryKey: true },
      ],
      ...lakeObject,
    },
    mappings: [],
    refreshConfig: { refreshMode },
    sourceFields: [],
  }
}
