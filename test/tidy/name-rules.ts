import type { Rule } from './source-file.ts'

const emptyNames = ['index', 'utils', 'helpers', 'common', 'types']

export const nameRules: readonly Rule[] = [
  {
    name: 'a file is named after what is in it',
    instead: 'name the file (or folder) after the one idea in it, and import it directly',
    find: (files) =>
      files.flatMap((file) => {
        const parts = file.path.split('/').map((part) => part.replace(/(\.test)?\.tsx?$/, ''))
        const found = parts.find((part) => emptyNames.includes(part))
        return found === undefined ? [] : [{ file, start: 0, what: `"${found}" names nothing` }]
      }),
  },
]
