/**
 * A page link as a sealed token: what was searched and where the page began, readable to nobody but this server and
 * of use to nobody but the caller it was given to. It proves nothing: the search is parsed and opened again.
 * https://hl7.org/fhir/R4/http.html#paging
 */
import { createCipheriv, createDecipheriv } from 'node:crypto'
import { OutcomeError } from '#fhir/outcome.ts'
import type { Call } from './call.ts'
import type { Pair } from './query.ts'

export interface PageState {
  /** parameters as applied */
  readonly params: readonly Pair[]
  /** keyset position of the row before the page */
  readonly after: readonly (string | number | null)[]
  /** the moment that relative values of the first page were reckoned from */
  readonly now: number
}

const ivLength = 12
const tagLength = 16
/** Node refuses request heads beyond 16 kB: a longer link could not be followed. */
const longest = 12_000

export function sealPage(
  state: PageState,
  binding: string,
  key: Uint8Array,
  randomBytes: (length: number) => Uint8Array,
): string {
  const iv = randomBytes(ivLength)
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(binding))
  const text = JSON.stringify([state.params, state.after, state.now])
  const sealed = [iv, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]
  const token = Buffer.concat(sealed).toString('base64url')
  if (token.length > longest)
    throw OutcomeError.tooCostly(
      'The parameters are too long to be carried by page links: ask for fewer values at once.',
    )
  return token
}

/** One answer for every cause: edited, cut, made up, or given to somebody else. */
export function openPage(token: string, binding: string, key: Uint8Array): PageState {
  const bytes = Buffer.from(token, 'base64url')
  // Base64 has spare bits at its end: only one spelling is ours.
  if (bytes.length <= ivLength + tagLength || bytes.toString('base64url') !== token) throw refused()
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, ivLength))
      .setAAD(Buffer.from(binding))
      .setAuthTag(bytes.subarray(-tagLength))
    const text = Buffer.concat([
      decipher.update(bytes.subarray(ivLength, -tagLength)),
      decipher.final(),
    ]).toString('utf8')
    const [params, after, now] = JSON.parse(text) as [
      PageState['params'],
      PageState['after'],
      PageState['now'],
    ]
    return { params, after, now }
  } catch {
    throw refused()
  }
}

/** What a link is bound to: path, who, through which app, for which purpose. */
export function bindingOf(call: Call): string {
  const { principal } = call
  return [call.path, principal.who, principal.client?.id ?? '', principal.purpose].join('\n')
}

function refused(): OutcomeError {
  return OutcomeError.invalid('This page link is not valid for this caller: search again.')
}
