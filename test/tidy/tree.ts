import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseSource, type SourceFile } from './source-file.ts'

/** Where the repository's TypeScript lives. */
const folders = ['hub', 'simulator', 'console', 'collector-js', 'test', 'bench']

/** What a tool writes or fetches there. */
const notOurs = new Set(['node_modules', 'dist'])

/** Reads and parses every TypeScript file of the tree, whether committed yet or not. */
export function readTree(root: string): SourceFile[] {
  const atTheRoot = readdirSync(root).filter((name) => name.endsWith('.ts'))
  const paths = [...atTheRoot, ...folders.flatMap((folder) => pathsIn(root, folder))]
  return paths.sort().map((path) => parseSource(path, readFileSync(join(root, path), 'utf8')))
}

function pathsIn(root: string, folder: string): string[] {
  if (!existsSync(join(root, folder))) return []
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`
    if (entry.isDirectory()) return notOurs.has(entry.name) ? [] : pathsIn(root, path)
    return /\.tsx?$/.test(entry.name) ? [path] : []
  })
}
