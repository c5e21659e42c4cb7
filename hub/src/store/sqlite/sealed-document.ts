import type { Integration } from '../../core/integration.ts'
import type { Source } from '../../core/source.ts'
import type { SecretBox } from '../secret-box.ts'
import type { SealedDocument } from './documents.ts'
import { readIntegration, readSealed, readSource } from './json-column.ts'

const signingSecretField = 'signingSecret'

export function sealSource(box: SecretBox, source: Source): SealedDocument {
  const { signingSecret, ...open } = source
  return {
    id: source.id,
    documentJson: JSON.stringify(open),
    sealedJson: sealAll(box, source.id, [[signingSecretField, signingSecret]]),
  }
}

/** @throws SignalError `store.secret_unreadable` */
export function openSource(box: SecretBox, sealed: SealedDocument): Source {
  return readSource({ ...parsed(sealed), ...openAll(box, sealed) })
}

/** @param secretKeys names in `config` whose values are sealed */
export function sealIntegration(
  box: SecretBox,
  integration: Integration,
  secretKeys: readonly string[],
): SealedDocument {
  const config = Object.entries(integration.config)
  const isSecret = ([key]: [string, string]) => secretKeys.includes(key)
  const open = config.filter((entry) => !isSecret(entry))
  return {
    id: integration.id,
    documentJson: JSON.stringify({ ...integration, config: Object.fromEntries(open) }),
    sealedJson: sealAll(box, integration.id, config.filter(isSecret)),
  }
}

/** @throws SignalError `store.secret_unreadable` */
export function openIntegration(box: SecretBox, sealed: SealedDocument): Integration {
  const integration = readIntegration(parsed(sealed))
  return { ...integration, config: { ...integration.config, ...openAll(box, sealed) } }
}

function parsed({ documentJson }: SealedDocument): object {
  const document: unknown = JSON.parse(documentJson)
  if (typeof document === 'object' && document !== null) return document
  throw new Error('a stored document is damaged')
}

function sealAll(box: SecretBox, ownerId: string, secrets: readonly [string, string][]): string {
  const sealed = secrets.map(([field, value]) => [field, box.seal(value, { ownerId, field })])
  return JSON.stringify(Object.fromEntries(sealed))
}

function openAll(box: SecretBox, { id, sealedJson }: SealedDocument): Record<string, string> {
  const sealed = Object.entries(readSealed(sealedJson))
  return Object.fromEntries(
    sealed.map(([field, value]) => [field, box.open(value, { ownerId: id, field })]),
  )
}
