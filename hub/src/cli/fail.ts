import { SignalError } from '../core/errors.ts'

/** Says what stopped the program, in lines a person can act on, and sets the exit code. */
export function failWith(cause: unknown): void {
  process.exitCode = 1
  for (const line of linesOf(cause)) console.error(`signal: ${line}`)
}

function linesOf(cause: unknown): readonly string[] {
  if (cause instanceof SignalError) {
    return cause.message.split('\n').map((line) => `${line} (${cause.code})`)
  }
  const code: unknown = cause instanceof Error ? Reflect.get(cause, 'code') : null
  if (code === 'EADDRINUSE' || code === 'EACCES') return [portProblem(cause, String(code))]
  return [cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)]
}

function portProblem(cause: unknown, code: string): string {
  const port = String(Reflect.get(Object(cause), 'port'))
  const why =
    code === 'EADDRINUSE' ? 'is in use by another program' : 'may not be opened by this user'
  return (
    `port ${port} ${why}. Stop that program, or choose others with SIGNAL_COLLECT_PORT, ` +
    'SIGNAL_ADMIN_PORT and SIGNAL_PRACTICE_ORG_PORT. (cli.port_in_use)'
  )
}
