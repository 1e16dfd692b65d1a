/** Refuses, by name, every parameter of an interaction that takes none; `_summary=false` changes nothing. */
import type { Call } from './call.ts'
import { parsePrefer } from './prefer.ts'
import { refuseUnknown } from './query.ts'

export function refuseStrangers(call: Call): void {
  const { params } = call.query
  if (params.length === 0) return
  const rest = params.filter(([name, value]) => name !== '_summary' || value !== 'false')
  refuseUnknown(rest, [], parsePrefer(call.req.headers.prefer).handling === 'lenient')
}
