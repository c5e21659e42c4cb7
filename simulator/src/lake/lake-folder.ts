import { join } from 'node:path'

/** Where Postgres keeps its files in the lake's folder. */
export function postgresDirOf(dataDir: string): string {
  return join(dataDir, 'postgres')
}

/** A file that stands once Postgres has been made whole; without it the folder is discarded and made again. */
export function createdFileOf(dataDir: string): string {
  return join(dataDir, 'postgres-created')
}
