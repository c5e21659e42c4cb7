import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished } from 'vitest'

/** Settlements after which a program is killed in the middle of its work. */
const killAfterCount = 100

/** Runs the program until it is killed; gives the last count it acknowledged. */
export async function settleUntilKilled(entry: URL, dataDir: string): Promise<number> {
  const child = spawn(process.execPath, [fileURLToPath(entry), dataDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  const ended = new Promise((resolve) => child.once('exit', resolve))
  let acknowledgedCount = 0
  let seenCount = 0
  for await (const line of createInterface({ input: child.stdout })) {
    const [count, end] = line.split(' ')
    if (end === '.') acknowledgedCount = Number(count)
    seenCount += 1
    if (seenCount === killAfterCount) child.kill('SIGKILL')
  }
  await ended
  expect(seenCount).toBeGreaterThanOrEqual(killAfterCount)
  return acknowledgedCount
}
