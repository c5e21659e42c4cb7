/** Resolves with null once the process is asked to stop; a second asking ends it at once. */
export function stopAsked(): Promise<null> {
  return new Promise((resolve) => {
    let askedCount = 0
    const ask = (): void => {
      askedCount += 1
      if (askedCount > 1) process.kill(process.pid, 'SIGKILL')
      resolve(null)
    }
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, ask)
  })
}
