import { Type, type Static } from 'typebox'
import { SourceId } from './ids.ts'

export const sourceTypes = ['web', 'app', 'server'] as const
export const SourceType = Type.Enum(sourceTypes)
export type SourceType = Static<typeof SourceType>

/** Where events come from: a website, an app, a server; called a *pipeline* in the admin API. It owns a write key. */
export const Source = Type.Object(
  {
    id: SourceId,
    name: Type.String({ minLength: 1, maxLength: 120 }),
    type: SourceType,
    /** Public by nature: it stands in the page's source. */
    writeKey: Type.String({ minLength: 8, maxLength: 200 }),
    /** Signs server events (`POST /v1/events`); shown once. */
    signingSecret: Type.String(),
    /** Origins that may send from a browser; empty = any. */
    domainAllowlist: Type.Array(Type.String()),
    enabled: Type.Boolean(),
    createdAt: Type.String(),
    updatedAt: Type.String(),
  },
  { additionalProperties: false },
)
export type Source = Static<typeof Source>
