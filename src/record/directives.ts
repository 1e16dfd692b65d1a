/** The law in force for each patient, read once per epoch, and how a Consent that is written changes it. */
import type { Directives } from '#policy/directives.ts'
import { noDirectives, parseDirectives } from '#policy/directives.ts'
import type { Storage } from '#storage/storage.ts'

export interface DirectivesCache {
  /** Each patient's directives with the epoch they stand for. */
  of(patients: readonly string[]): Promise<ReadonlyMap<string, InForce>>
}

export interface InForce {
  readonly directives: Directives
  readonly epoch: number
}

const cacheLimit = 5000

/** Keyed by patient and epoch, never by age: a revocation moves the epoch in its own transaction. */
export function openDirectives(storage: Storage): DirectivesCache {
  const cache = new Map<string, InForce>()
  return {
    async of(patients) {
      const found = new Map<string, InForce>()
      const epochs = await storage.epochs(patients)
      const missing: string[] = []
      for (const patient of patients) {
        const epoch = epochs.get(patient) ?? 0
        const held = cache.get(patient)
        if (epoch === 0) found.set(patient, { directives: noDirectives(patient), epoch })
        else if (held?.epoch === epoch) found.set(patient, held)
        else missing.push(patient)
      }
      if (missing.length > 0) {
        const rows = new Map((await storage.directivesOf(missing)).map((row) => [row._id, row]))
        for (const patient of missing) {
          const row = rows.get(patient)
          const inForce = {
            directives: row === undefined ? noDirectives(patient) : parseDirectives(row.json),
            epoch: row?.epoch ?? 0,
          }
          if (cache.size >= cacheLimit) cache.delete(cache.keys().next().value ?? '')
          cache.set(patient, inForce)
          found.set(patient, inForce)
        }
      }
      return found
    },
  }
}
