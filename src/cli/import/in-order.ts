/**
 * Runs two items at a time, so that one is parsed while the other is written, and still means one after the other:
 * what was refused while an earlier one was under way is sent once more when that has ended, since it may refer to it.
 */
import type { Item } from './item.ts'
import type { Sent } from './send-item.ts'

const atOnce = 2

/** `told` hears the results in the order of the items. */
export async function inOrder(
  items: AsyncIterable<Item>,
  send: (item: Item) => Promise<Sent>,
  told: (item: Item, sent: Sent) => void,
): Promise<void> {
  const running: { readonly item: Item; readonly sent: Promise<Sent> }[] = []
  const first = async () => {
    const next = running.shift()
    if (next !== undefined) told(next.item, await next.sent)
  }
  for await (const item of items) {
    if (running.length >= atOnce) await first()
    const sent = sendAfter(
      item,
      running.map((one) => one.sent),
      send,
    )
    // heard when its turn comes
    sent.catch(() => undefined)
    running.push({ item, sent })
  }
  while (running.length > 0) await first()
}

async function sendAfter(
  item: Item,
  earlier: readonly Promise<Sent>[],
  send: (item: Item) => Promise<Sent>,
): Promise<Sent> {
  const sent = await send(item)
  if (sent.refusals.length === 0 || sent.entries > 0 || earlier.length === 0) return sent
  await Promise.allSettled(earlier)
  return await send(item)
}
