import { performance } from 'node:perf_hooks'

/** A terminal and the program that started us may each pass one Ctrl-C on; this close together they are one asking. */
const oneAskingMs = 1_000

/** Resolves with null once the process is asked to stop; a second asking ends it at once. */
export function stopAsked(): Promise<null> {
  return new Promise((resolve) => {
    let firstAskedMs: number | null = null
    const ask = (): void => {
      const nowMs = performance.now()
      firstAskedMs ??= nowMs
      if (nowMs - firstAskedMs > oneAskingMs) process.kill(process.pid, 'SIGKILL')
      resolve(null)
    }
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, ask)
  })
}
