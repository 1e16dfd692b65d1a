/** Wraps a key by AES-256-GCM, bound to its name; a wrong master key or a changed row does not open. */
import { createCipheriv, createDecipheriv } from 'node:crypto'

const nonceBytes = 12
const tagBytes = 16

export function wrap(
  secret: Uint8Array,
  master: Uint8Array,
  name: string,
  random: (bytes: number) => Uint8Array,
): string {
  const nonce = random(nonceBytes)
  const cipher = createCipheriv('aes-256-gcm', master, nonce).setAAD(Buffer.from(name))
  const sealed = [cipher.update(secret), cipher.final()]
  return Buffer.concat([nonce, cipher.getAuthTag(), ...sealed]).toString('base64')
}

export function unwrap(wrapped: string, master: Uint8Array, name: string): Uint8Array {
  const bytes = Buffer.from(wrapped, 'base64')
  const nonce = bytes.subarray(0, nonceBytes)
  const decipher = createDecipheriv('aes-256-gcm', master, nonce)
    .setAAD(Buffer.from(name))
    .setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes))
  try {
    return Buffer.concat([decipher.update(bytes.subarray(nonceBytes + tagBytes)), decipher.final()])
  } catch {
    throw new Error('The keys of this store do not open: AMANAH_KEY or master.key is not theirs.')
  }
}
