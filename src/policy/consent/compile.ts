/** Makes one R4 Consent ready to judge by (R4, R5, R6). https://hl7.org/fhir/R4/consent.html */
import { dateRange } from '#fhir/search/date.ts'
import { codesOf, isMembers, listOf, type Members, textAt } from '../content.ts'
import { systems } from '../systems.ts'
import { hasModifier, type Reader, readActors } from './dimensions.ts'
import { isPosture } from './posture.ts'
import { readProvision, typeOf } from './read-provision.ts'
import type { ConsentRule, Provision } from './rule.ts'

export interface Recorded {
  /** the authenticated writer: the patient or a legal authority, or the server from an ask of hers (R4d, R4e) */
  readonly byPatientSide: boolean
  /** confirmed by the patient (`verification`); it does not matter for what her side wrote */
  readonly verified: boolean
  readonly version?: string
}

export type CompileInput = Recorded & Pick<Reader, 'timeZone' | 'resolves' | 'related' | 'expand'>

export function compile(consent: object, input: CompileInput): ConsentRule {
  const members = consent as Members
  const unclear: string[] = []
  const reader: Reader = {
    ...input,
    unclear: (element, why) => unclear.push(`${element}: ${why}`),
  }
  for (const name of ['modifierExtension', 'implicitRules']) {
    if (members[name] !== undefined)
      unclear.push(`${name}: the server does not know what it changes`)
  }
  const root = readRoot(members, reader)
  const from = dateTimeOf(members, reader)
  const unconfirmed = !input.byPatientSide && !input.verified
  return {
    consent: `Consent/${textAt(members, 'id') ?? ''}`,
    ...(input.version === undefined ? {} : { version: input.version }),
    patient: textAt(members.patient, 'reference') ?? '',
    counts: members.status === 'active' && isPrivacy(members.scope) && !isPosture(members),
    ...(from === undefined ? {} : { from }),
    restrictsOnly: unconfirmed || unclear.length > 0,
    namesNobody: unconfirmed,
    unclear,
    root,
  }
}

/** R5: base R4 has no type on the root; what it then means hangs on `policyRule`. */
function readRoot(consent: Members, reader: Reader): Provision {
  const provision = isMembers(consent.provision) ? consent.provision : {}
  const type = typeOf(provision)
  if (type !== undefined) return readProvision(provision, 'provision', reader, type)
  reader.unclear('provision.type', 'the root has no type')
  const policies = codesOf(consent.policyRule)
  if (speaks(policies, ['OPTOUT', 'OPTOUTE', 'EMRGONLY']))
    return readProvision(provision, 'provision', reader, 'deny')
  const quiet = { ...reader, unclear: () => {} }
  const actors = readActors(provision, quiet) ?? []
  const sources = listOf(provision.actor).filter((_, at) => actors[at]?.as === 'source')
  return speaks(policies, ['OPTIN', 'OPTINR']) && sources.length > 0
    ? readProvision({ ...provision, actor: sources }, 'provision', reader, 'deny')
    : readProvision(provision, 'provision', reader, undefined)
}

function speaks(policies: readonly string[], codes: readonly string[]): boolean {
  return codes.some((code) => policies.includes(`${systems.actCode}|${code}`))
}

function isPrivacy(scope: unknown): boolean {
  const codes = codesOf(scope)
  return ['patient-privacy', 'research'].some((code) =>
    codes.includes(`${systems.consentScope}|${code}`),
  )
}

function dateTimeOf(consent: Members, reader: Reader): string | undefined {
  const text = textAt(consent, 'dateTime')
  if (text === undefined) return undefined
  try {
    return dateRange(text, reader.timeZone).lo
  } catch {
    reader.unclear('dateTime', 'the date cannot be read')
    return undefined
  }
}

/** Whether the patient is said to have confirmed it; that the writer may say so is the door's to check. */
export function isVerified(consent: object): boolean {
  return listOf((consent as Members).verification).some(
    (one) => isMembers(one) && one.verified === true && !hasModifier(one),
  )
}
