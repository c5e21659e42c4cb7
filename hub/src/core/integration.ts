import { Type, type Static } from 'typebox'
import { IntegrationId, Offset } from './ids.ts'

export const integrationNameCharsMax = 120

/** Only server-side delivery exists: no Salesforce script runs in anybody's browser. */
export const DeliveryMode = Type.Literal('server_side')

/**
 * An installed catalogue entry. `config` holds the values of the entry's fields, secrets in clear text only inside the
 * process: the store seals them, the admin API masks them.
 */
export const Integration = Type.Object(
  {
    id: IntegrationId,
    /** Key of the catalogue entry, `salesforce_cdp`. */
    catalogKey: Type.String(),
    name: Type.String({ minLength: 1, maxLength: integrationNameCharsMax }),
    variant: Type.String(),
    deliveryMode: DeliveryMode,
    config: Type.Record(Type.String(), Type.String()),
    /** Signal's object name → the name of its endpoint in the org, where it differs. */
    objectNames: Type.Record(Type.String(), Type.String()),
    enabled: Type.Boolean(),
    /** Counts changes of configuration; stamped on every outcome. */
    revision: Type.Integer({ minimum: 1 }),
    /** It is given the entries after this place, and no earlier ones. */
    startsAfter: Offset,
    createdAt: Type.String(),
    updatedAt: Type.String(),
  },
  { additionalProperties: false },
)
export type Integration = Static<typeof Integration>
