import { chmod, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { Secret } from '../core/secret.ts'
import { readEncryptionKey } from './encryption-key.ts'

const bytes = Buffer.from(Array.from({ length: 32 }, (_, index) => index * 7))
const unusable = { code: 'config.key_unusable' }

test('a configured key may be written as hexadecimal, base64 or base64url', async () => {
  const texts = [bytes.toString('hex'), bytes.toString('base64'), bytes.toString('base64url')]
  const keys = await Promise.all(
    texts.map((text) =>
      readEncryptionKey({ configured: new Secret(`${text}\n`), dataDir: '/none' }),
    ),
  )
  expect(new Set(keys.map(({ id }) => id)).size).toBe(1)
  for (const { key } of keys) expect(key.export()).toEqual(bytes)
})

test('a configured key of the wrong length or alphabet is refused without being shown', async () => {
  for (const text of ['', 'short', 'z'.repeat(64), bytes.toString('hex').slice(2)]) {
    const refusal = readEncryptionKey({ configured: new Secret(text), dataDir: '/none' })
    await expect(refusal).rejects.toMatchObject(unusable)
    if (text !== '') await expect(refusal).rejects.not.toThrow(text)
  }
})

test('without a configured key one is made once, that only the owner can read', async () => {
  const dataDir = await newFolder()
  const read = () => readEncryptionKey({ configured: null, dataDir })
  const [first, second] = await Promise.all([read(), read()])
  expect(second.id).toBe(first.id)
  expect((await read()).id).toBe(first.id)
  expect((await stat(join(dataDir, 'encryption.key'))).mode & 0o777).toBe(0o600)
  expect(await readdir(dataDir)).toEqual(['encryption.key'])
})

test('a key file that others can read, or that holds no key, is refused', async () => {
  const dataDir = await newFolder()
  const path = join(dataDir, 'encryption.key')
  await writeFile(path, bytes.toString('hex'), { mode: 0o600 })
  await readEncryptionKey({ configured: null, dataDir })
  await chmod(path, 0o644)
  await expect(readEncryptionKey({ configured: null, dataDir })).rejects.toMatchObject(unusable)
  await chmod(path, 0o600)
  await writeFile(path, '')
  await expect(readEncryptionKey({ configured: null, dataDir })).rejects.toMatchObject(unusable)
})

test('a folder that cannot be used is told as such', async () => {
  const dataDir = join(await newFolder(), 'absent')
  await expect(readEncryptionKey({ configured: null, dataDir })).rejects.toMatchObject(unusable)
})

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'signal-key-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}
