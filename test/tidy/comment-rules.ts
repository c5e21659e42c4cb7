import type { Comment, Rule, SourceFile } from './source-file.ts'

export const commentRules: readonly Rule[] = [
  {
    name: 'a TODO has an issue',
    instead: 'do it now, or open an issue and write TODO #<number>',
    find: (files) =>
      findComments(files, 'a TODO without an issue number', ({ value }) => {
        return /\b(TODO|FIXME|XXX)\b/.test(value) && !/\b(TODO|FIXME|XXX)\b\W{0,3}#\d+/.test(value)
      }),
  },
  {
    name: 'a disabled check has a reason',
    instead:
      'mend the code, or say why on the same line: // oxlint-disable-next-line <rule> -- <reason>',
    find: (files) =>
      findComments(files, 'a check is disabled without a reason', ({ value }) => {
        if (/@ts-(ignore|nocheck)/.test(value)) return true
        if (/@ts-expect-error/.test(value)) return !/@ts-expect-error\W+\w+/.test(value)
        return /(oxlint|eslint)-disable/.test(value) && !/-disable.* -- \S/.test(value)
      }),
  },
]

function findComments(
  files: readonly SourceFile[],
  what: string,
  isBreach: (comment: Comment) => boolean,
) {
  return files.flatMap((file) =>
    file.comments.filter(isBreach).map(({ start }) => ({ file, start, what })),
  )
}
