export type Settings = {
  readonly writeKey: string
  /** Origin of the collector, without a closing slash. */
  readonly endpoint: string
  readonly globalName: string
  readonly sendsPages: boolean
}

type Tag = { readonly src: string; getAttribute(name: string): string | null }

/**
 * Settings from the script's own tag: `data-pipeline-key` (needed), `data-endpoint` (else the place the script came
 * from), `data-global` (else `_df`), `data-auto-page="false"` for a page that sends its page events itself.
 * @returns null without a key: then nothing is sent
 */
export function settingsOf(tag: Tag): Settings | null {
  const writeKey = tag.getAttribute('data-pipeline-key') ?? ''
  if (writeKey === '') return null
  const endpoint = tag.getAttribute('data-endpoint') ?? new URL(tag.src).origin
  return {
    writeKey,
    endpoint: endpoint.replace(/\/+$/, ''),
    globalName: tag.getAttribute('data-global') ?? '_df',
    sendsPages: tag.getAttribute('data-auto-page') !== 'false',
  }
}
