import { Type, type Static } from 'typebox'
import type { SourceId } from '../../core/ids.ts'
import { SourceType, type Source } from '../../core/source.ts'
import { isoOf, type Clock } from '../../platform/clock.ts'
import type { Random } from '../../platform/random.ts'
import type { SourceStore } from '../../store/store.ts'
import { pageFrom, pageOf, pageQuery } from '../page.ts'
import { notFound } from '../refusal.ts'
import { route } from '../route.ts'

type Needs = {
  readonly store: { readonly sources: SourceStore }
  readonly clock: Pick<Clock, 'now'>
  readonly random: Random
  readonly actions: { sourcesChanged(): Promise<void> | void }
}

const closed = { additionalProperties: false }
const idRandomChars = 16
const keyRandomChars = 32
const signingSecretRandomChars = 48
const domainCountMax = 100

/** A pipeline: a source of events and its write key. Source: facts, signal-surface 7. */
export const Pipeline = Type.Object(
  {
    id: Type.String(),
    name: Type.String(),
    /** The name as it can stand in an address. */
    slug: Type.String(),
    type: SourceType,
    pipeline_key: Type.String({ description: 'Public: it stands in the source of the page.' }),
    signing_secret: Type.String({ description: 'Always `***` here.' }),
    domain_allowlist: Type.Array(Type.String()),
    enabled: Type.Boolean(),
    created_at: Type.String(),
    updated_at: Type.String(),
  },
  closed,
)
type Pipeline = Static<typeof Pipeline>

const name = Type.String({ minLength: 1, maxLength: 120 })
const domains = Type.Array(
  Type.String({ pattern: '^(https?://)?(\\*\\.)?[A-Za-z0-9.-]{1,253}(:[0-9]{1,5})?$' }),
  { maxItems: domainCountMax, description: 'Origins that may send from a browser; empty = any.' },
)

export const PipelineRequest = Type.Object(
  {
    name,
    type: Type.Optional(SourceType),
    domain_allowlist: Type.Optional(domains),
    enabled: Type.Optional(Type.Boolean()),
  },
  closed,
)

export const PipelineChange = Type.Object(
  {
    name: Type.Optional(name),
    domain_allowlist: Type.Optional(domains),
    enabled: Type.Optional(Type.Boolean()),
  },
  { ...closed, minProperties: 1 },
)

const PipelinePlace = Type.Object({ id: Type.String({ maxLength: 100 }) }, closed)
const tag = 'pipelines'

export const pipelineRoutes = [
  route(
    {
      operationId: 'listPipelines',
      tag,
      summary: 'Pipelines, oldest first',
      method: 'GET',
      path: '/v1/admin/pipelines',
      access: 'authenticated',
      query: Type.Object(pageQuery, closed),
      answer: { status: 200, description: 'One page.', schema: pageOf(Pipeline) },
    },
    async ({ query }, { store }: Needs) =>
      pageFrom((await store.sources.list()).map(viewOf), (pipeline) => pipeline.id, query),
  ),
  route(
    {
      operationId: 'createPipeline',
      tag,
      summary: 'Makes a pipeline; its signing secret is shown this once',
      method: 'POST',
      path: '/v1/admin/pipelines',
      access: 'authenticated',
      body: PipelineRequest,
      answer: {
        status: 201,
        description: 'The pipeline, with its signing secret.',
        schema: Pipeline,
      },
    },
    async ({ body }, { store, clock, random, actions }: Needs) => {
      const now = isoOf(clock.now())
      const source: Source = {
        id: sourceIdOf(`pip_${random.token(idRandomChars)}`),
        name: body.name,
        type: body.type ?? 'web',
        writeKey: `dk_live_${random.token(keyRandomChars)}`,
        signingSecret: newSigningSecret(random),
        domainAllowlist: body.domain_allowlist ?? [],
        enabled: body.enabled ?? true,
        createdAt: now,
        updatedAt: now,
      }
      await store.sources.put(source)
      await actions.sourcesChanged()
      return { ...viewOf(source), signing_secret: source.signingSecret }
    },
  ),
  route(
    {
      operationId: 'getPipeline',
      tag,
      summary: 'One pipeline',
      method: 'GET',
      path: '/v1/admin/pipelines/{id}',
      access: 'authenticated',
      params: PipelinePlace,
      answer: { status: 200, description: 'The pipeline.', schema: Pipeline },
    },
    async ({ params }, { store }: Needs) => {
      const source = await store.sources.get(sourceIdOf(params.id))
      return source === null ? notFound(`pipeline ${params.id}`) : viewOf(source)
    },
  ),
  route(
    {
      operationId: 'updatePipeline',
      tag,
      summary: 'Renames, enables or disables a pipeline, or changes which origins may send',
      method: 'PATCH',
      path: '/v1/admin/pipelines/{id}',
      access: 'authenticated',
      params: PipelinePlace,
      body: PipelineChange,
      answer: { status: 200, description: 'The pipeline as it is now.', schema: Pipeline },
    },
    async ({ params, body }, { store, clock, actions }: Needs) => {
      const source = await store.sources.get(sourceIdOf(params.id))
      if (source === null) return notFound(`pipeline ${params.id}`)
      const changed: Source = {
        ...source,
        name: body.name ?? source.name,
        domainAllowlist: body.domain_allowlist ?? source.domainAllowlist,
        enabled: body.enabled ?? source.enabled,
        updatedAt: isoOf(clock.now()),
      }
      await store.sources.put(changed)
      await actions.sourcesChanged()
      return viewOf(changed)
    },
  ),
  route(
    {
      operationId: 'deletePipeline',
      tag,
      summary: 'Removes a pipeline; its write key is refused from now on, what it sent is kept',
      method: 'DELETE',
      path: '/v1/admin/pipelines/{id}',
      access: 'authenticated',
      params: PipelinePlace,
      answer: { status: 204, description: 'Removed.', schema: Type.Null() },
    },
    async ({ params }, { store, actions }: Needs) => {
      if (!(await store.sources.delete(sourceIdOf(params.id)))) {
        return notFound(`pipeline ${params.id}`)
      }
      await actions.sourcesChanged()
      return null
    },
  ),
  route(
    {
      operationId: 'rotatePipelineSecret',
      tag,
      summary: 'Replaces the signing secret at once, and shows the new one this once',
      method: 'POST',
      path: '/v1/admin/pipelines/{id}/rotate-secret',
      access: 'authenticated',
      params: PipelinePlace,
      answer: {
        status: 200,
        description: 'The pipeline, with its new signing secret.',
        schema: Pipeline,
      },
    },
    async ({ params }, { store, clock, random, actions }: Needs) => {
      const source = await store.sources.get(sourceIdOf(params.id))
      if (source === null) return notFound(`pipeline ${params.id}`)
      const signingSecret = newSigningSecret(random)
      const changed = { ...source, signingSecret, updatedAt: isoOf(clock.now()) }
      await store.sources.put(changed)
      await actions.sourcesChanged()
      return { ...viewOf(changed), signing_secret: signingSecret }
    },
  ),
]

function newSigningSecret(random: Random): string {
  return `dk_sec_${random.token(signingSecretRandomChars)}`
}

/** Brands text that names a pipeline; the store says whether there is one. */
function sourceIdOf(text: string): SourceId {
  return text as SourceId // parsed: an id from a path is only ever looked up
}

function viewOf(source: Source): Pipeline {
  return {
    id: source.id,
    name: source.name,
    slug: slugOf(source.name),
    type: source.type,
    pipeline_key: source.writeKey,
    signing_secret: '***',
    domain_allowlist: [...source.domainAllowlist],
    enabled: source.enabled,
    created_at: source.createdAt,
    updated_at: source.updatedAt,
  }
}

function slugOf(text: string): string {
  const words = text
    .normalize('NFKD')
    .toLowerCase()
    .match(/[a-z0-9]+/g)
  return words?.join('-') ?? 'pipeline'
}
