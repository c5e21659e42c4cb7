import { writeFile } from 'node:fs/promises'
import { documents } from '../app.ts'
import { documentPath } from './paths.ts'

/** Writes every document that is made of the code, where the repository keeps it. */
export async function emitDocuments(): Promise<void> {
  for (const [path, text] of Object.entries(documents())) {
    await writeFile(documentPath(path), text)
    process.stdout.write(`${path}\n`)
  }
}
