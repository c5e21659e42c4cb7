import { arrowMediaType } from './arrow-stream.ts'

export type ResultFormat = 'json' | 'arrow'

const formatOfMediaType = new Map<string, ResultFormat>([
  [arrowMediaType, 'arrow'],
  ['application/json', 'json'],
  ['application/*', 'json'],
  ['*/*', 'json'],
])

/** What a client wants most of what there is, JSON by default; nothing when it wants something else only (406, seen). */
export function resultFormatOf(accept: string | undefined): ResultFormat | undefined {
  if (accept === undefined || accept.trim() === '') return 'json'
  const wanted = accept.split(',').map((part) => {
    const [mediaType = '', ...parameters] = part.split(';').map((text) => text.trim().toLowerCase())
    const quality = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2)
    return { format: formatOfMediaType.get(mediaType), quality: Number(quality ?? 1) }
  })
  const [best] = wanted
    .filter(({ format, quality }) => format !== undefined && quality > 0)
    .toSorted((a, b) => b.quality - a.quality)
  return best?.format
}
