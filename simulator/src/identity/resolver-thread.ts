/**
 * The thread of one run: it takes the source rows, finds who is one person, and hands out the rows to write. It knows
 * neither the lake nor the clock, and ends with its run.
 */
import { parentPort, workerData } from 'node:worker_threads'
import { unifiedObjectsOf } from '../model/unified-objects.ts'
import { createSourceReader } from './source-reader.ts'
import { outputPagesOf } from './output-tables.ts'
import type {
  OutputPage,
  ResolverReply,
  ResolverRequest,
  ResolverTask,
} from './resolver-message.ts'
import { newUnifiedIdOf } from './unified-id.ts'
import { unify } from './unify.ts'

const port = parentPort
if (port === null) throw new Error('the resolver thread runs only as a worker')

// parsed: only the run starts this thread, with a task of this type
const task = workerData as ResolverTask
let reader: ReturnType<typeof createSourceReader> | undefined = createSourceReader(task.columns)
let pages: Iterator<OutputPage> | undefined

// What is thrown here ends the thread, and with it the run.
port.on('message', (request: ResolverRequest) => port.postMessage(answer(request)))

function answer(request: ResolverRequest): ResolverReply {
  switch (request.kind) {
    case 'page':
      reader?.add(request)
      return { kind: 'taken' }
    case 'resolve':
      return { kind: 'resolved', statistics: resolved() }
    case 'next': {
      const next = pages?.next()
      return next === undefined || next.done === true
        ? { kind: 'end' }
        : { kind: 'rows', ...next.value }
    }
  }
}

function resolved() {
  const { ruleset, lakeObjects, idSeed, now } = task
  const read = reader?.read()
  reader = undefined
  if (read === undefined) throw new Error('a run resolves once')
  const unification = unify({
    ...read,
    ...{ ruleset, objects: unifiedObjectsOf(ruleset), now },
    lakeObjectOf: (dataSourceObject) => lakeObjects.get(dataSourceObject) ?? '',
    newId: (profile) => newUnifiedIdOf(idSeed, profile),
  })
  pages = outputPagesOf(ruleset, unification)
  return unification.statistics
}
