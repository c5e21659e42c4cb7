import { Link } from '@tanstack/react-router'
import type { Overview } from '../api/overview.ts'
import { Badge } from '../ui/badge.tsx'
import { Card } from '../ui/card.tsx'
import { Copyable } from '../ui/copyable.tsx'
import { Panel } from '../ui/panel.tsx'
import { Table } from '../ui/table.tsx'

type Connector = Overview['connectors'][number]

/** A connector with the addresses its records are sent to. */
export function EndpointCard({ connector }: { readonly connector: Connector }) {
  const { name, label, endpoints } = connector
  return (
    <Card
      title={`Connector ${label}`}
      about="Where its records are sent: POST with a tenant token, and the records as the list “data”."
      actions={
        <Link to="/streams/connectors/$name" params={{ name }}>
          Schema of {name}
        </Link>
      }
      isFlush
    >
      {endpoints.length === 0 ? (
        <Panel title="No schema yet">
          <p>
            <Link to="/streams/connectors/$name" params={{ name }}>
              Upload a schema
            </Link>
            : each of its objects gets an endpoint.
          </p>
        </Panel>
      ) : (
        <Table label={`Endpoints of ${name}`} head={['Object', 'Endpoint', 'Data stream']}>
          {endpoints.map(({ object, path, hasStream }) => (
            <tr key={object}>
              <td>
                <code>{object}</code>
              </td>
              <td>
                <Copyable text={path} what={`endpoint of ${object}`} />
              </td>
              <td>
                {hasStream ? (
                  <Badge tone="good">Deployed</Badge>
                ) : (
                  <Link to="/streams/new" search={{ connector: name, object }}>
                    Deploy
                  </Link>
                )}
              </td>
            </tr>
          ))}
        </Table>
      )}
    </Card>
  )
}
