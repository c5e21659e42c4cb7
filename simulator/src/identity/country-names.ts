/** Countries by their code or English name, so that `CA` and `Canada` are one. */
const codeOfName = new Map<string, string>([
  ['usa', 'US'],
  ['united states of america', 'US'],
  ['uk', 'GB'],
  ['great britain', 'GB'],
])

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'.split('')
const names = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' })
for (const written of letters.flatMap((first) => letters.map((second) => first + second))) {
  // A former code, such as DD, stands for the present one.
  const code = new Intl.Locale(`und-${written}`).region
  const name = names.of(written)
  if (name === undefined || code === undefined) continue
  codeOfName.set(name.toLowerCase(), code)
  codeOfName.set(written.toLowerCase(), code)
}

/** The two letters of ISO 3166 for a code or an English name; nothing for any other text. */
export function countryCodeOf(text: string): string | undefined {
  return codeOfName.get(text.trim().toLowerCase())
}
