import { targetOf } from './import-rules.ts'
import type { Finding, Rule, SourceFile } from './source-file.ts'

type Graph = ReadonlyMap<string, readonly string[]>

export const cycleRule: Rule = {
  name: 'no import cycles, types included',
  instead: 'move what both need into a file of its own, or pass it in',
  find: (files) => {
    const byPath = new Map(files.map((file) => [file.path, file]))
    return cyclesOf(graphOf(files, byPath)).flatMap((cycle): Finding[] => {
      const first = byPath.get(cycle[0] ?? '')
      const what = `imports go in a circle: ${[...cycle, cycle[0]].join(' -> ')}`
      return first === undefined ? [] : [{ file: first, start: 0, what }]
    })
  },
}

function graphOf(
  files: readonly SourceFile[],
  byPath: ReadonlyMap<string, SourceFile>,
): Map<string, string[]> {
  return new Map(
    files.map((file) => {
      const targets = file.imports
        // A worker names its program by URL and is named by it in types: two programs, no circle.
        .filter(({ kind }) => kind === 'module')
        .flatMap((imported) => {
          const target = targetOf(file, imported)
          if (target === undefined) return []
          // The console's bundler also takes a path without its ending.
          return [target, `${target}.ts`, `${target}.tsx`]
            .filter((path) => byPath.has(path))
            .slice(0, 1)
        })
      return [file.path, targets]
    }),
  )
}

/** One cycle for each knot of files; mending it and running again shows the next. */
function cyclesOf(graph: Graph): string[][] {
  const done = new Set<string>()
  const cycles: string[][] = []
  for (const start of graph.keys()) {
    const cycle = cycleFrom(start, { graph, done, trail: [] })
    if (cycle !== undefined) cycles.push(cycle)
  }
  return cycles
}

type Search = { readonly graph: Graph; readonly done: Set<string>; readonly trail: string[] }

/** Goes down from `path`; the trail is the way taken so far, and meeting it again closes a circle. */
function cycleFrom(path: string, search: Search): string[] | undefined {
  const { graph, done, trail } = search
  const met = trail.indexOf(path)
  if (met >= 0) return trail.slice(met)
  if (done.has(path)) return undefined
  done.add(path)
  trail.push(path)
  for (const target of graph.get(path) ?? []) {
    const cycle = cycleFrom(target, search)
    if (cycle !== undefined) return cycle
  }
  trail.pop()
  return undefined
}
