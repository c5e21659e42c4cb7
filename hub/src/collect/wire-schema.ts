import { Type } from 'typebox'
import { EventType, QuarantineReason } from '../core/event.ts'
import { errorCodes } from '../core/errors.ts'

/**
 * What travels between clients and the collector, for `openapi/collect.json`. Requests are open: clients of many kinds
 * send more than this, and what an event lacks is judged event by event, in `normalise.ts`.
 */
const Id = Type.Union([Type.String(), Type.Number()], {
  description: 'Text or number; "" and null count as absent.',
})
const AnyObject = Type.Record(Type.String(), Type.Unknown())
const Time = Type.Union([Type.String(), Type.Number()], {
  description: 'ISO 8601 (UTC where it names no zone), or seconds or milliseconds since 1970.',
})

export const EventBody = Type.Object(
  {
    messageId: Type.Optional(
      Type.String({
        description: 'Identity of the event: one sent twice under it is stored once, for 7 days.',
      }),
    ),
    userId: Type.Optional(Id),
    anonymousId: Type.Optional(Id),
    event: Type.Optional(
      Type.String({ description: 'Name of a track call, where it is required.' }),
    ),
    name: Type.Optional(Type.String({ description: 'Name of a page or screen.' })),
    category: Type.Optional(Type.String()),
    groupId: Type.Optional(Id),
    previousId: Type.Optional(Id),
    properties: Type.Optional(AnyObject),
    traits: Type.Optional(AnyObject),
    context: Type.Optional(AnyObject),
    integrations: Type.Optional(AnyObject),
    timestamp: Type.Optional(Time),
    originalTimestamp: Type.Optional(Time),
    sentAt: Type.Optional(Time),
    writeKey: Type.Optional(Type.String({ description: 'Where no header names the key.' })),
  },
  { description: 'One event; it needs `userId` or `anonymousId`.' },
)

export const TypedEventBody = Type.Intersect([EventBody, Type.Object({ type: EventType })])

export const BatchBody = Type.Object({
  batch: Type.Array(TypedEventBody),
  context: Type.Optional(AnyObject),
  integrations: Type.Optional(AnyObject),
  sentAt: Type.Optional(Time),
  writeKey: Type.Optional(Type.String()),
})

export const TakenBody = Type.Object(
  {
    success: Type.Literal(true),
    quarantined: Type.Optional(
      Type.Array(
        Type.Object({
          index: Type.Integer({ minimum: 0, description: 'Place in the batch, from 0.' }),
          reason: QuarantineReason,
          detail: Type.String(),
        }),
        { description: 'Events of the batch that were set aside; the others are stored.' },
      ),
    ),
  },
  { description: 'All events are durable.' },
)

export const RefusedBody = Type.Object({
  success: Type.Literal(false),
  error: Type.Object({ code: Type.Enum(errorCodes), message: Type.String() }),
})

export const JitsuBody = Type.Object({
  ok: Type.Boolean(),
  error: Type.Optional(Type.String()),
  receivedEvents: Type.Optional(Type.Integer()),
  okEvents: Type.Optional(Type.Integer()),
  errors: Type.Optional(Type.Array(Type.String())),
})
