/**
 * Whom a writer may name (R19d): herself, a patient who shares an item with the writer's organisation, one whom a
 * Consent opens to it, or one who is discoverable. To everybody else her id is as absent.
 */

import { decide } from '#policy/consent/decide.ts'
import type { Session } from './hearth.ts'
import { itemColumns, itemOf } from './item.ts'
import { contextFor, lawOf } from './judge.ts'
import { recorderOf } from './writer.ts'

export interface Named {
  /** patients of the store whom the writer may name */
  readonly nameable: ReadonlySet<string>
  /** those of them whose Patient does not yet show that this organisation recorded something of her (R13b) */
  readonly strangers: readonly string[]
}

export async function named(session: Session, patients: readonly string[]): Promise<Named> {
  const nameable = new Set<string>()
  const strangers: string[] = []
  if (patients.length === 0) return { nameable, strangers }
  const recorder = recorderOf(session)
  const rows = await session.hearth.storage.find(
    { _id: { $in: [...patients] } },
    { fields: itemColumns },
  )
  const law = await lawOf(session, patients)
  for (const row of rows) {
    const own = 'patient' in session.principal && session.principal.patient === row._id
    const shares = row.rec.includes(recorder) || row.aud.includes(recorder)
    const opened =
      decide(contextFor(session, 'access'), itemOf(row), law).decision === 'permit' ||
      law.get(row._id)?.discoverable === true
    if (!own && !shares && !opened) continue
    nameable.add(row._id)
    if (!shares && recorder.startsWith('Organization/')) strangers.push(row._id)
  }
  return { nameable, strangers }
}
