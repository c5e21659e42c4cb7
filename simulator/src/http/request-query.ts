/** The parameters behind the first `?`; a value may hold further ones, as an id to delete may. */
export function queryOf({ url }: { readonly url: string }): URLSearchParams {
  const start = url.indexOf('?')
  return new URLSearchParams(start === -1 ? '' : url.slice(start + 1))
}
