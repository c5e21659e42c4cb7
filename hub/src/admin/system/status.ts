import { Type, type Static } from 'typebox'

const NullableText = Type.Union([Type.String(), Type.Null()])

/** What the console shows around every page. */
export const HubStatus = Type.Object(
  {
    version: Type.String(),
    /** Said on every page, when Salesforce's hosts are dialled elsewhere. */
    banner: NullableText,
    /** Where clients send events. */
    collect_url: Type.String(),
    /** The practice org's own pages, when it runs beside the hub. */
    practice_org_url: NullableText,
    started_at: Type.String(),
    journal: Type.Object(
      {
        /** Places of the oldest event kept and of the newest. */
        oldest: Type.Integer({ minimum: 0 }),
        head: Type.Integer({ minimum: 0 }),
      },
      { additionalProperties: false },
    ),
  },
  { additionalProperties: false },
)
export type HubStatus = Static<typeof HubStatus>

export const Health = Type.Object(
  { status: Type.Enum(['ok', 'unavailable']) },
  { additionalProperties: false },
)
