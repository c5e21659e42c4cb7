import { destination, pino, type Logger } from 'pino'

/** Opens the log: JSON lines to a file, or to standard error, so that standard output stays for the person who started it. */
export function openLog({
  level,
  file,
}: {
  readonly level: string
  readonly file: string | null
}): Logger {
  const stderr = 2
  return pino(
    { level, base: null, timestamp: pino.stdTimeFunctions.isoTime },
    destination({ dest: file ?? stderr, sync: false, mkdir: true }),
  )
}
