/** Two answers compared as somebody would who may keep anything that tells hidden from absent. */
import assert from 'node:assert/strict'

interface Answered {
  readonly status: number
  readonly text: string
  readonly headers: Readonly<Record<string, unknown>>
}

const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g
const moment = /\d{4}-\d{2}-\d{2}T[0-9:.]+Z/g
const volatile = new Set(['date', 'x-request-id', 'etag', 'last-modified'])

/** @param names what each was asked for, say the id */
export function alike(one: Answered, other: Answered, names: readonly [string, string]): void {
  assert.deepEqual(plain(one, names[0]), plain(other, names[1]))
}

function plain({ status, text, headers }: Answered, name: string) {
  const neutral = (value: string) =>
    value.replaceAll(name, 'ID').replace(uuid, 'UUID').replace(moment, 'MOMENT')
  const kept = Object.entries(headers)
    .filter(([header]) => !volatile.has(header) && header !== 'content-length')
    .map(([header, value]) => [header, neutral(String(value))])
  return { status, text: neutral(text), headers: Object.fromEntries(kept) }
}
