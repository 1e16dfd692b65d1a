/**
 * What the GET entries of a transaction find. Looked up before anything is stored, so that one that fails leaves no
 * trace; what the transaction itself writes they find as written. https://hl7.org/fhir/R4/http.html#trules
 */
import { OutcomeError } from '#fhir/outcome.ts'
import type { ResourceRow } from '#storage/storage.ts'
import type { Session } from './hearth.ts'
import { placedAt } from './placed.ts'
import type { PreparedEntry } from './prepare.ts'
import { read, vread } from './read.ts'
import type { Version } from './record.ts'
import { versionOf } from './written.ts'

/** By index of the entry. */
export async function transactionReads(
  session: Session,
  entries: readonly PreparedEntry[],
  written: ReadonlyMap<string, { readonly row: ResourceRow }>,
  removed: readonly ResourceRow[],
): Promise<Map<number, Version>> {
  const gone = new Set(removed.map((row) => row._id))
  const found = new Map<number, Version>()
  for (const { method, type, id = '', vid, index } of entries) {
    if (method !== 'GET' && method !== 'HEAD') continue
    const own = vid === undefined ? written.get(`${type}/${id}`) : undefined
    try {
      if (vid === undefined && gone.has(`${type}/${id}`)) throw OutcomeError.deleted()
      if (own !== undefined) found.set(index, versionOf(own.row))
      else if (vid === undefined) found.set(index, await read(session, type, id))
      else found.set(index, await vread(session, type, id, vid))
    } catch (fault) {
      throw placedAt(fault, `Bundle.entry[${index}]`)
    }
  }
  return found
}
