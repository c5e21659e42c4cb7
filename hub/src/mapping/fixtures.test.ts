import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { Type, type Static } from 'typebox'
import { Value } from 'typebox/value'
import { plainEventOf } from './plain-event.fixture.ts'
import { mappingOf } from './variants.ts'

const Fixture = Type.Object(
  {
    /** The one rule that the file shows. */
    rule: Type.String(),
    variant: Type.String(),
    /** What differs from the plain event of `plain-event.fixture.ts`; null takes a field away. */
    event: Type.Record(Type.String(), Type.Unknown()),
    /** All records that are made, in order, each with the columns that matter. */
    records: Type.Optional(
      Type.Array(
        Type.Object({
          object: Type.String(),
          key: Type.Optional(Type.String()),
          fields: Type.Record(Type.String(), Type.Unknown()),
        }),
      ),
    ),
    /** Reason of the drop. */
    dropped: Type.Optional(Type.String()),
    /** Words of the reason why nothing can be made. */
    unmappable: Type.Optional(Type.String()),
  },
  { additionalProperties: false },
)
type Fixture = Static<typeof Fixture>

for (const kind of ['valid', 'invalid']) {
  describe(`${kind} fixtures`, () => {
    const fixtures = fixturesOf(kind)
    test('there are some', () => expect(fixtures.length).toBeGreaterThan(10))
    for (const fixture of fixtures) {
      test(fixture.rule, () => expect(outcomeOf(fixture)).toEqual(expectedOf(fixture)))
    }
  })
}

function fixturesOf(kind: string): readonly Fixture[] {
  const folder = new URL(`fixtures/${kind}/`, import.meta.url)
  return readdirSync(folder)
    .sort()
    .map((name) => Value.Parse(Fixture, JSON.parse(readFileSync(new URL(name, folder), 'utf8'))))
}

function expectedOf(fixture: Fixture): unknown {
  if (fixture.dropped !== undefined) return { kind: 'dropped', reason: fixture.dropped }
  if (fixture.unmappable !== undefined)
    return { kind: 'unmappable', detail: expect.stringContaining(fixture.unmappable) }
  return {
    kind: 'records',
    records: (fixture.records ?? []).map(({ object, key, fields }) => ({
      object,
      key: key ?? expect.any(String),
      fields,
    })),
  }
}

/** What mapping makes of the event, brought to the columns that the fixture names. */
function outcomeOf(fixture: Fixture): unknown {
  const mapped = mappingOf(fixture.variant)?.recordsOf(plainEventOf(fixture.event))
  if (mapped?.kind === 'dropped') return { kind: 'dropped', reason: mapped.reason }
  if (mapped?.kind !== 'records') return mapped
  return {
    kind: 'records',
    records: mapped.records.map(({ object, key, json }, index) => {
      const all: Record<string, unknown> = JSON.parse(json)
      const wanted = Object.keys(fixture.records?.[index]?.fields ?? {})
      return { object, key, fields: Object.fromEntries(wanted.map((name) => [name, all[name]])) }
    }),
  }
}
