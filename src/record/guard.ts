/**
 * Guards before a write is judged: a Consent that acts is its patient's own doing, and so is ending one
 * (R4d, R26, smart.md 5).
 */
import { OutcomeError } from '#fhir/outcome.ts'
import { isVerified } from '#policy/consent/compile.ts'
import { isPosture } from '#policy/consent/posture.ts'
import type { ResourceRow } from '#storage/storage.ts'
import type { Session } from './hearth.ts'
import type { JsonResource } from './row.ts'

interface ConsentText {
  readonly status?: string
  readonly patient?: { readonly reference?: string }
}

/** @param before what it replaces; the caller may see and change it */
export function guardConsent(session: Session, resource: JsonResource, before?: ResourceRow): void {
  if (resource.resourceType !== 'Consent') return
  const consent = resource as ConsentText
  if (consent.patient?.reference?.startsWith('Patient/') !== true)
    throw OutcomeError.businessRule('A Consent names its patient.', 'Consent.patient')
  if (before !== undefined) guardEnding(session, before)
  const { principal } = session
  if (consent.status !== 'active') return
  if (!('patient' in principal)) {
    // A clinic could let itself in by saying that she agreed.
    if (isVerified(resource))
      throw OutcomeError.businessRule(
        'That she agreed is hers to say: file it as it is, and she confirms it in her own session.',
        'Consent.verification',
      )
  } else if (principal.kind !== 'patient' || principal.client !== undefined || !principal.steppedUp)
    throw OutcomeError.businessRule(
      'An app or a representative files a Consent as proposed; it acts when the patient confirms it in her own session.',
      'Consent.status',
    )
}

/** Before a Consent is changed or deleted: one of hers that acts ends by her own hand alone. */
export function guardEnding(session: Session, before: ResourceRow): void {
  if (before.t !== 'Consent' || !before.rec.every((one) => one.startsWith('Patient/'))) return
  const consent = JSON.parse(before.json) as ConsentText
  if (consent.status !== 'active') return
  const { principal } = session
  if (principal.kind !== 'patient' || principal.client !== undefined)
    throw OutcomeError.businessRule(
      'A Consent of hers that acts is changed and ended by the patient, in her own session.',
      'Consent.status',
    )
  if (!principal.steppedUp && (isPosture(consent) || hasDeny(consent)))
    throw OutcomeError.businessRule(
      'What ends a refusal of hers needs a second factor, freshly given.',
      'Consent.status',
    )
}

function hasDeny(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(hasDeny)
  if (typeof value !== 'object' || value === null) return false
  const { type, provision } = value as { type?: unknown; provision?: unknown }
  return type === 'deny' || hasDeny(provision)
}
