import { existsSync } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { makeTemporaryFolder } from './temporary-folder.ts'

/** More than any process has. */
const deadPid = 2_147_483_646

test('what a process left that is gone is removed, what a living one uses is not', async () => {
  const mine = await makeTemporaryFolder()
  const left = mine.replace(`-${process.pid}-`, `-${deadPid}-`)
  await mkdir(left)
  const another = await makeTemporaryFolder()
  expect(existsSync(left)).toBe(false)
  expect(existsSync(mine)).toBe(true)
  await Promise.all([mine, another].map((path) => rm(path, { recursive: true })))
})
