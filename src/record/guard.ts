/**
 * Guards before a write is judged: a Consent that acts is its patient's own doing (R26, smart.md 5), and patients who are
 * named must be known to the writer (R19d).
 */
import { OutcomeError } from '#fhir/outcome.ts'
import type { ResourceRow } from '#storage/storage.ts'
import { unknownPatient } from './answer.ts'
import type { Session } from './hearth.ts'
import type { JsonResource } from './row.ts'

/** @param kind what the writer is to the patient */
export function guardConsent(session: Session, resource: JsonResource): void {
  if (resource.resourceType !== 'Consent') return
  const consent = resource as { status?: string; patient?: { reference?: string } }
  if (consent.patient?.reference?.startsWith('Patient/') !== true)
    throw OutcomeError.businessRule('A Consent names its patient.', 'Consent.patient')
  const { principal } = session
  if (consent.status !== 'active') return
  if (principal.kind === 'patient' || principal.kind === 'representative') {
    if (principal.client !== undefined || !principal.steppedUp)
      throw OutcomeError.businessRule(
        'An app files a Consent as proposed; it acts when the patient confirms it in her own session.',
        'Consent.status',
      )
  }
}

/** Rows of her record with which a writer may name a patient: throws the same for absent and for unknown. */
export function guardPatients(
  rows: readonly Pick<ResourceRow, '_id' | 't' | 'cmp'>[],
  known: ReadonlySet<string>,
): void {
  for (const row of rows)
    for (const patient of row.cmp)
      if (row._id !== patient && !known.has(patient)) throw unknownPatient(`${row.t}`)
}
