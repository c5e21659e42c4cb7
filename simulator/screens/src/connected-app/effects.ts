import type { ConnectedApp } from '../api/org-state.ts'
import { troubles } from './troubles.ts'

export type Effect = { readonly step: string; readonly answer: string }

/** What a client is answered now, the first trouble of each step; nothing when all is well. */
export function effectsOf(app: ConnectedApp): readonly Effect[] {
  const met = troubles.filter(({ isThere }) => isThere(app))
  const steps = [...new Set(met.map(({ step }) => step))]
  return steps.flatMap((step) => {
    const first = met.find((trouble) => trouble.step === step)
    return first === undefined ? [] : [{ step, answer: first.answer }]
  })
}
