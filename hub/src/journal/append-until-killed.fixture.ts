import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished } from 'vitest'

export type Acknowledged = { readonly offset: number; readonly eventId: string }

/** Acknowledgements after which a program is killed in the middle of its work. */
const killAfterCount = 400

/** Runs the program until it is killed; gives all that it acknowledged. */
export async function appendUntilKilled(
  entry: URL,
  dataDir: string,
  prefix: string,
): Promise<readonly Acknowledged[]> {
  const program = startAppending(entry, dataDir, prefix)
  const acknowledged: Acknowledged[] = []
  for await (const line of program.lines) {
    // A line cut short by the kill is no acknowledgement that anybody saw.
    const [offset, eventId, end] = line.split(' ')
    if (eventId !== undefined && end === '.') acknowledged.push({ offset: Number(offset), eventId })
    if (acknowledged.length === killAfterCount) program.kill()
  }
  await program.ended
  expect(acknowledged.length).toBeGreaterThanOrEqual(killAfterCount)
  return acknowledged
}

export function startAppending(entry: URL, dataDir: string, prefix: string) {
  const child = spawn(process.execPath, [fileURLToPath(entry), dataDir, prefix], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  onTestFinished(() => {
    child.kill('SIGKILL')
    return ended
  })
  return {
    lines: createInterface({ input: child.stdout }),
    kill: () => child.kill('SIGKILL'),
    ended,
  }
}

/** Resolves at the next line. */
export function once(lines: { once(event: 'line', listener: () => void): unknown }): Promise<void> {
  return new Promise((resolve) => lines.once('line', () => resolve()))
}
