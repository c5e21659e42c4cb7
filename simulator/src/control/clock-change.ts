import { Type, type Static } from 'typebox'

/** What `POST /practice-org/clock` takes: one of them. */
export const ClockChange = Type.Object(
  {
    advanceMs: Type.Optional(
      Type.Integer({ minimum: 0, maximum: 315_360_000_000, description: 'At most ten years.' }),
    ),
    advance: Type.Optional(
      Type.String({
        description: 'The same in words: `3 minutes`, `90 s`, `1.5 hours`, `2 days`.',
      }),
    ),
    freeze: Type.Optional(
      Type.Boolean({ description: 'Held still, or going on from where it stood.' }),
    ),
    reset: Type.Optional(
      Type.Literal(true, { description: 'Back to the time outside: the only way back.' }),
    ),
  },
  { additionalProperties: false, minProperties: 1, maxProperties: 1 },
)
export type ClockChange = Static<typeof ClockChange>

const msOfUnit = new Map([
  ['ms', 1],
  ['s', 1_000],
  ['second', 1_000],
  ['minute', 60_000],
  ['hour', 3_600_000],
  ['day', 86_400_000],
])
const daysMax = 3_650

/** Milliseconds of a span in words; nothing for what is none, or longer than ten years. */
export function spanMsOf(text: string): number | undefined {
  const [, count, unit = ''] = /^\s*(\d+(?:\.\d+)?)\s*([a-z]+)\s*$/i.exec(text) ?? []
  const name = unit.toLowerCase()
  const unitMs = msOfUnit.get(name) ?? msOfUnit.get(name.replace(/s$/, ''))
  if (count === undefined || unitMs === undefined) return undefined
  const ms = Math.round(Number(count) * unitMs)
  return ms <= daysMax * 86_400_000 ? ms : undefined
}
