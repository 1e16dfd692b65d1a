/**
 * Until when a decision stays as it is, if nothing is written (R23): the next edge of a period, a hold, a session or an
 * authority. In ms since the epoch; the decision may differ from that moment on.
 */
import { millisOf } from '#fhir/tick.ts'
import type { Provision } from './consent/rule.ts'
import type { Context } from './context.ts'
import type { Directives } from './directives.ts'
import type { Item } from './item.ts'

export function validUntil(
  context: Context,
  directives: Iterable<Directives>,
  item?: Item,
): number | undefined {
  const edges: number[] = []
  const session = context.emergency
  if (session !== undefined) edges.push(session.from, session.until + 1, session.from + 432_000_001)
  if (item?.hold !== undefined) edges.push(millisOf(item.hold))
  for (const one of directives) {
    for (const { from, to } of one.authorities) edges.push(...edgesOf({ from, to }))
    for (const rule of one.consents) {
      if (!rule.counts) continue
      edges.push(...edgesOf({ from: rule.from }), ...provisionEdges(rule.root))
    }
  }
  const ahead = edges.filter((edge) => edge > context.now)
  return ahead.length === 0 ? undefined : Math.min(...ahead)
}

function provisionEdges(provision: Provision): readonly number[] {
  return [...edgesOf(provision), ...provision.provisions.flatMap(provisionEdges)]
}

function edgesOf(period: {
  readonly from?: string | undefined
  readonly to?: string | undefined
}): readonly number[] {
  const edges: number[] = []
  if (period.from !== undefined) edges.push(millisOf(period.from))
  if (period.to !== undefined) edges.push(millisOf(period.to) + 1)
  return edges
}
