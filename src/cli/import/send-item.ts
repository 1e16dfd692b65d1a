/** Sends one item through the door and tells what became of it. */
import { createHash } from 'node:crypto'
import { OutcomeError } from '#fhir/outcome.ts'
import type { Principal } from '#policy/principal.ts'
import type { Record } from '#record/record.ts'
import { refusalLines } from '../refusal.ts'
import { contentOf } from './content.ts'
import type { Item } from './item.ts'

export interface Sent {
  /** entries that came in */
  readonly entries: number
  /** sendings whose claim was spent before */
  readonly repeated: number
  /** where and why, ready to print */
  readonly refusals: readonly string[]
}

export interface Sender {
  readonly record: Record
  readonly principal: Principal
  /** send without claim: what came in before comes in anew */
  readonly again: boolean
}

export async function sendItem(item: Item, sender: Sender): Promise<Sent> {
  try {
    const text = await item.text()
    const content = contentOf(text)
    const digest = sha256(text)
    if (content.kind === 'transaction') return await transact(content.text, digest, sender)
    return await transact(content.text, digest, sender).catch((refusal: unknown) => {
      if (!(refusal instanceof OutcomeError)) throw refusal
      return sendEach(content.entries(), digest, sender)
    })
  } catch (refusal) {
    return refused(refusal)
  }
}

/** A batch that does not go in whole goes in entry by entry: its entries do not depend on each other. */
async function sendEach(entries: readonly string[], digest: string, sender: Sender): Promise<Sent> {
  let sum: Sent = { entries: 0, repeated: 0, refusals: [] }
  for (const [index, entry] of entries.entries()) {
    const sent = await transact(entry, sha256(`${digest} ${index}`), sender).catch(refused)
    sum = {
      entries: sum.entries + sent.entries,
      repeated: sum.repeated + sent.repeated,
      refusals: [...sum.refusals, ...sent.refusals.map((line) => placed(line, index))],
    }
  }
  return sum
}

async function transact(text: string, claim: string, sender: Sender): Promise<Sent> {
  const access = await sender.record.open(sender.principal)
  const answer = await access.transact(text, sender.again ? {} : { claim })
  return answer.repeated
    ? { entries: 0, repeated: 1, refusals: [] }
    : { entries: answer.entries.length, repeated: 0, refusals: [] }
}

function refused(refusal: unknown): Sent {
  if (!(refusal instanceof OutcomeError)) throw refusal
  return { entries: 0, repeated: 0, refusals: refusalLines(refusal) }
}

function placed(line: string, index: number): string {
  const alone = 'Bundle.entry[0]'
  const place = `Bundle.entry[${index}]`
  return line.startsWith(alone) ? place + line.slice(alone.length) : `${place}: ${line}`
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
