import { createCipheriv, createDecipheriv } from 'node:crypto'
import { SignalError } from '../core/errors.ts'
import { type Random, systemRandom } from '../platform/random.ts'
import type { EncryptionKey } from './encryption-key.ts'

/** Where a secret belongs; sealed with it, so that a sealed value moved elsewhere does not open. */
export type SecretPlace = { readonly ownerId: string; readonly field: string }

/**
 * Seals secrets for storing: AES-256-GCM, a new random nonce each time.
 * Text form: `s1.key id.nonce.tag.ciphertext`, the last three in base64url.
 */
export interface SecretBox {
  seal(value: string, place: SecretPlace): string
  /** @throws SignalError `store.secret_unreadable` when another key sealed it, or it was changed or moved */
  open(sealed: string, place: SecretPlace): string
}

const algorithm = 'aes-256-gcm'
const version = 's1'
/** 96 bits, the size GCM is made for. Source: NIST SP 800-38D. */
const nonceBytes = 12
const tagBytes = 16

/** @param random only a cryptographic source will do: a nonce that comes twice gives the key away */
export function createSecretBox(
  { id, key }: EncryptionKey,
  random: Pick<Random, 'bytes'> = systemRandom,
): SecretBox {
  return {
    seal(value, place) {
      const nonce = random.bytes(nonceBytes)
      const cipher = createCipheriv(algorithm, key, nonce, { authTagLength: tagBytes })
      cipher.setAAD(contextOf(place))
      const sealed = Buffer.concat([cipher.update(value, 'utf8'), cipher.final()])
      return [version, id, textOf(nonce), textOf(cipher.getAuthTag()), textOf(sealed)].join('.')
    },
    open(sealed, place) {
      const [sealedVersion, keyId, nonce = '', tag = '', body = ''] = sealed.split('.')
      if (sealedVersion !== version || keyId !== id)
        throw unreadable(place, 'another key sealed it')
      try {
        const decipher = createDecipheriv(algorithm, key, bytesOf(nonce), {
          authTagLength: tagBytes,
        })
        decipher.setAAD(contextOf(place)).setAuthTag(bytesOf(tag))
        return Buffer.concat([decipher.update(bytesOf(body)), decipher.final()]).toString()
      } catch (cause) {
        throw unreadable(place, 'it was changed or moved', cause)
      }
    },
  }
}

/** Neither part can hold a line break in the middle of an id, so two places never look alike. */
function contextOf({ ownerId, field }: SecretPlace): Buffer {
  return Buffer.from(`${ownerId}\n${field}`)
}

function unreadable({ ownerId, field }: SecretPlace, why: string, cause?: unknown): SignalError {
  return new SignalError(
    'store.secret_unreadable',
    `the secret ${field} of ${ownerId} cannot be read: ${why}; start with the key that sealed it, or enter the secret again`,
    { cause },
  )
}

const textOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64url')
const bytesOf = (text: string) => Buffer.from(text, 'base64url')
