import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

function ofRepository(path: string): string {
  return fileURLToPath(new URL(`../../../${path}`, import.meta.url))
}

/** The built console, made by `npm run build` in `console/`. */
export const consoleDir = ofRepository('console/dist')

/** The built browser script, made by `npm run build` in `collector-js/`. */
export const browserScriptPath = ofRepository('collector-js/dist/d.js')

/** Entry of the practice org, a program of its own. */
export const practiceOrgEntry = ofRepository('simulator/src/main.ts')

/** Jitsu's own browser script where its package is installed; null elsewhere. */
export function jitsuScriptPath(): string | null {
  const path = ofRepository('node_modules/@jitsu/js/dist/web/p.js.txt')
  return existsSync(path) ? path : null
}

/** A file or folder of the repository, for the documents made of the code. */
export function documentPath(path: string): string {
  return ofRepository(path)
}
