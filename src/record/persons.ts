/**
 * Whom the command line may mint a session for until accounts land: people of the registry, RelatedPersons whom a
 * patient wrote, and Patients.
 */
import type { PractitionerRole, RelatedPerson } from '@medplum/fhirtypes'
import { OutcomeError } from '#fhir/outcome.ts'
import { joined } from '#fhir/search/entry.ts'
import type { Storage } from '#storage/storage.ts'

export type Person =
  | { readonly kind: 'patient'; readonly who: string }
  | { readonly kind: 'representative'; readonly who: string; readonly patient: string }
  | {
      readonly kind: 'practitioner'
      readonly who: string
      readonly role?: string
      readonly organization?: string
    }

export async function personOf(storage: Storage, ref: string): Promise<Person> {
  const row = await storage.read(ref)
  const unknown = OutcomeError.invalid('There is no such person here.')
  if (row === undefined) throw unknown
  switch (row.t) {
    case 'Patient':
      return { kind: 'patient', who: ref }
    case 'RelatedPerson': {
      const patient = (JSON.parse(row.json) as RelatedPerson).patient.reference
      if (patient === undefined || !row.rec.every((recorder) => recorder === patient))
        throw OutcomeError.invalid('Only a RelatedPerson whom the patient wrote can act for her.')
      return { kind: 'representative', who: ref, patient }
    }
    case 'PractitionerRole': {
      const role = JSON.parse(row.json) as PractitionerRole
      const who = role.practitioner?.reference
      if (row.reg !== true || who === undefined) throw unknown
      return { kind: 'practitioner', who, role: ref, ...organizationOf([role]) }
    }
    case 'Practitioner': {
      if (row.reg !== true) throw unknown
      const rows = await storage.find({
        t: 'PractitionerRole',
        ref: joined('practitioner', ref),
        reg: true,
      })
      return {
        kind: 'practitioner',
        who: ref,
        ...organizationOf(rows.map((one) => JSON.parse(one.json) as PractitionerRole)),
      }
    }
    default:
      throw unknown
  }
}

/** The acting organisation, if the roles agree on one. */
function organizationOf(roles: readonly PractitionerRole[]): { organization?: string } {
  const [only, ...more] = new Set(roles.map((role) => role.organization?.reference))
  return only !== undefined && more.length === 0 ? { organization: only } : {}
}
