import { readFile } from 'node:fs/promises'
import { Type, type Static } from 'typebox'
import { Compile } from 'typebox/compile'
import { lakeObjectOf } from '../lake/lake-object.ts'
import type { DataModelMapping } from '../org/data-model-mapping.ts'
import type { DataStream } from '../org/data-stream.ts'
import { standardFieldNameOf, standardObjectNameOf } from './data-model-object.ts'
import { mappingProblemsOf } from './mapping-rules.ts'
import { standardObjectOf } from './standard-objects.ts'

const DefaultMapping = Type.Object(
  {
    object: Type.String(),
    target: Type.String(),
    /** Bare name of a standard field to the schema field that fills it. */
    fields: Type.Record(Type.String(), Type.String()),
  },
  { additionalProperties: false },
)
type DefaultMapping = Static<typeof DefaultMapping>
const defaultMappingsCheck = Compile(Type.Array(DefaultMapping))

/**
 * How an admin would map Signal's default objects to the standard data model, for streams of those objects. Where the
 * rules of Data Cloud forbid the natural target, an object has none: docs/specs/simulator-differences.md lists them.
 * @throws Error when the file breaks a rule of Data Cloud
 */
export async function readDefaultMappings(
  file: URL,
  streams: readonly DataStream[],
): Promise<readonly DataModelMapping[]> {
  const mappings = defaultMappingsCheck.Parse(JSON.parse(await readFile(file, 'utf8')))
  return mappings.map((mapping) => mappingOf(mapping, streams))
}

function mappingOf(mapping: DefaultMapping, streams: readonly DataStream[]): DataModelMapping {
  const stream = streams.find(({ object }) => object === mapping.object)
  if (stream === undefined) throw new Error(`default mappings: no stream of ${mapping.object}`)
  const target = standardObjectOf(standardObjectNameOf(mapping.target))
  const made: DataModelMapping = {
    name: `${stream.lakeObject}_${target.name}`,
    sourceObject: stream.lakeObject,
    targetObject: target.name,
    fields: Object.entries(mapping.fields).map(([to, from]) => ({
      source: `${from}__c`,
      target: standardFieldNameOf(to),
    })),
  }
  const problems = mappingProblemsOf(made, lakeObjectOf(stream, new Set()), target)
  if (problems.length > 0) throw new Error(`default mappings: ${problems.join('; ')}`)
  return made
}
