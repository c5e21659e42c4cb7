/**
 * Reads a CSV file of a bulk job row by row, never whole: UTF-8, RFC 4180, comma only {BULK}. Either line ending and
 * empty lines are taken (assumed).
 */
import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream'
import { parse } from 'csv-parse'

/** What is wrong with a file, in words for the person who made it. */
export class CsvProblem extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'CsvProblem'
  }
}

/** Characters of one row, so that a quote that is never closed does not take a whole file into memory (our own). */
const rowCharsMax = 1_000_000

type CsvOptions = {
  /** Whether rows may differ in their number of values: files of a delete need no second column {BJ}. */
  readonly isRagged: boolean
}

/** @throws CsvProblem at the first row that is broken, or when the file is no UTF-8 */
export async function* readCsvRows(
  path: string,
  { isRagged }: CsvOptions,
): AsyncGenerator<readonly string[]> {
  const parser = parse({
    bom: true,
    delimiter: ',',
    // Each, since files put together from several may have more than one.
    record_delimiter: ['\r\n', '\n', '\r'],
    skip_empty_lines: true,
    relax_column_count: isRagged,
    max_record_size: rowCharsMax,
  })
  // An error of any part ends the parser, and so reaches the loop below.
  pipeline(createReadStream(path), asUtf8, parser, () => undefined)
  try {
    for await (const row of parser) {
      // parsed: without `columns` and `cast` a row is a list of texts
      yield row as readonly string[]
    }
  } catch (cause) {
    throw csvProblemOf(cause)
  }
}

/** Passes the bytes on unchanged, or fails at the first that are no UTF-8. */
async function* asUtf8(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  for await (const chunk of chunks) {
    decoder.decode(chunk, { stream: true })
    yield chunk
  }
  decoder.decode()
}

const textOfCode = new Map([
  ['CSV_QUOTE_NOT_CLOSED', 'a quote is opened and never closed'],
  ['CSV_INVALID_CLOSING_QUOTE', 'a quoted value goes on after its closing quote'],
  ['CSV_NON_TRIMABLE_CHAR_AFTER_CLOSING_QUOTE', 'a quoted value goes on after its closing quote'],
  ['INVALID_OPENING_QUOTE', 'a quote stands in the middle of a value that is not quoted'],
  ['CSV_RECORD_INCONSISTENT_FIELDS_LENGTH', 'a row has another number of values than the first'],
  ['CSV_MAX_RECORD_SIZE', `a row is longer than ${rowCharsMax} characters`],
])

function csvProblemOf(cause: unknown): unknown {
  if (!(cause instanceof Error) || !('code' in cause) || typeof cause.code !== 'string')
    return cause
  if (cause.code === 'ERR_ENCODING_INVALID_ENCODED_DATA') {
    return new CsvProblem('the file is not UTF-8', { cause })
  }
  const text = textOfCode.get(cause.code)
  if (text === undefined) return cause
  const line = 'lines' in cause ? ` (line ${String(cause.lines)})` : ''
  return new CsvProblem(`${text}${line}`, { cause })
}
