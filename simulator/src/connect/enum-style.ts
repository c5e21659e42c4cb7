import type { Switches } from '../control/switches.ts'

/**
 * A value of which live orgs and the published description write different forms {SDK,AFD,CONN}; the switch
 * `connectEnumStyle` chooses.
 */
export function enumText(
  { connectEnumStyle }: Pick<Switches, 'connectEnumStyle'>,
  forms: { readonly seen: string; readonly documented: string },
): string {
  return connectEnumStyle === 'as-seen' ? forms.seen : forms.documented
}
