/**
 * The keys of a store: made at first start, wrapped with AES-256-GCM by a master key, shared by all its processes.
 * Signing: RS256, 2048 bits (https://hl7.org/fhir/smart-app-launch/STU2.2/client-confidential-asymmetric.html).
 */
import { createHash, createPublicKey, generateKeyPair } from 'node:crypto'
import { promisify } from 'node:util'
import type { Models } from './models/models.ts'
import { duplicateKey, isServerError } from './server-error-code.ts'
import type { Keys } from './storage.ts'
import { unwrap, wrap } from './wrap.ts'

export interface KeysInput {
  readonly model: Models['keys']
  readonly master: Uint8Array
  readonly clock: () => number
  readonly random: (bytes: number) => Uint8Array
}

interface Made {
  readonly secret: Uint8Array
  readonly publicKey?: string
}

export async function openKeys(input: KeysInput): Promise<Keys> {
  const signing = await keyOf(input, 'signing', makeSigningKey)
  const pages = await keyOf(input, 'pages', async () => ({ secret: input.random(32) }))
  const privateKey = new TextDecoder().decode(signing.secret)
  const publicKey = signing.publicKey ?? ''
  const pair = { kid: thumbprint(publicKey), privateKey, publicKey }
  return { signing: () => pair, pages: () => pages.secret }
}

/** The newest key of that use; the first is made here, and of two processes that make one the loser takes the other's. */
async function keyOf(input: KeysInput, use: string, make: () => Promise<Made>): Promise<Made> {
  const { model } = input
  const stored = await model.find({}).lean()
  const newest = stored
    .filter((row) => row._id.startsWith(`${use}/`))
    .sort((a, b) => numberOf(b._id) - numberOf(a._id))[0]
  if (newest !== undefined)
    return {
      secret: unwrap(newest.wrapped, input.master, newest._id),
      ...(typeof newest.publicKey === 'string' ? { publicKey: newest.publicKey } : {}),
    }
  const made = await make()
  const id = `${use}/1`
  try {
    await model.create({
      _id: id,
      wrapped: wrap(made.secret, input.master, id, input.random),
      ...(made.publicKey === undefined ? {} : { publicKey: made.publicKey }),
      createdAt: input.clock(),
    })
    return made
  } catch (error) {
    if (!isServerError(error, duplicateKey)) throw error
    return keyOf(input, use, make)
  }
}

function numberOf(id: string): number {
  return Number(id.slice(id.indexOf('/') + 1))
}

async function makeSigningKey(): Promise<Made> {
  const pair = await promisify(generateKeyPair)('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  })
  return { secret: new TextEncoder().encode(pair.privateKey), publicKey: pair.publicKey }
}

/** https://www.rfc-editor.org/rfc/rfc7638 */
function thumbprint(publicKey: string): string {
  const { e, kty, n } = createPublicKey(publicKey).export({ format: 'jwk' })
  return createHash('sha256').update(JSON.stringify({ e, kty, n })).digest('base64url')
}
