import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeFolder } from './make-folder.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'signal-folder-'))
})
afterAll(async () => await rm(folder, { recursive: true, force: true }))

test('a folder is made with what is missing above it, and made again harmlessly', async () => {
  const path = join(folder, 'a', 'b', 'c')
  await makeFolder(path)
  await makeFolder(path)
  expect((await stat(path)).isDirectory()).toBe(true)
})

test('a folder below a file is refused in words that say what to do', async () => {
  await writeFile(join(folder, 'file'), '')
  await expect(makeFolder(join(folder, 'file', 'data'))).rejects.toMatchObject({
    code: 'config.data_dir_unusable',
    message: expect.stringContaining('SIGNAL_DATA_DIR'),
  })
})

test.runIf(process.platform === 'linux')(
  'a folder that no file system will make is refused, and not tried for ever',
  async () => {
    await expect(makeFolder('/proc/nope')).rejects.toMatchObject({
      code: 'config.data_dir_unusable',
    })
  },
)
