/**
 * A line as an AuditEvent of IHE's Basic Audit Log Patterns, made when somebody reads it.
 * https://profiles.ihe.net/ITI/BALP/, https://hl7.org/fhir/R4/auditevent.html
 */
import type { AuditEvent, Coding } from '@medplum/fhirtypes'
import { agentsOf } from './agents.ts'
import { codes, purposeOf } from './codes.ts'
import { entitiesOf, itemsOf, patientsOf } from './entities.ts'
import { type Interaction, interactionOf } from './interaction.ts'
import type { Line } from './line.ts'
import type { Site } from './site.ts'

const profiles = 'https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit.'
const interactionCodes = 'http://hl7.org/fhir/restful-interaction'
/** https://hl7.org/fhir/R4/valueset-audit-event-outcome.html: success, minor failure */
const outcomes = { permit: '0', deny: '4' } as const

export function render(line: Line, site: Site): AuditEvent {
  const interaction = interactionOf(line.act)
  const profile = profileOf(line, interaction, site)
  return {
    resourceType: 'AuditEvent',
    id: line.id,
    meta: {
      versionId: '1',
      lastUpdated: line.at,
      ...(profile === undefined ? {} : { profile: [profile] }),
    },
    type: codes.rest,
    subtype: [subtypeOf(line, interaction, site)],
    action: interaction?.action ?? 'E',
    recorded: line.at,
    outcome: outcomes[line.outcome],
    outcomeDesc: `${line.outcome === 'permit' ? 'Permitted' : 'Refused'} by rule ${line.rule}`,
    ...(line.purpose === undefined ? {} : { purposeOfEvent: [purposeOf(line.purpose)] }),
    agent: agentsOf(line, interaction?.like ?? 'Query', site),
    source: { observer: { display: 'Amanah' }, type: [codes.applicationServer] },
    entity: entitiesOf(line, site),
  }
}

function subtypeOf(line: Line, interaction: Interaction | undefined, site: Site): Coding {
  return interaction === undefined
    ? { system: `${site.base}/CodeSystem/act`, code: line.act }
    : { system: interactionCodes, code: line.act, display: line.act }
}

/** BALP describes what succeeded, with one object or one search, for one patient or none. */
function profileOf(
  line: Line,
  interaction: Interaction | undefined,
  site: Site,
): string | undefined {
  if (line.outcome === 'deny' || interaction?.profiled !== true) return undefined
  const patients = patientsOf(line, site).length
  const isQuery = interaction.like === 'Query'
  const complete = isQuery ? line.query !== undefined : itemsOf(line, site).length === 1
  if (!complete || line.patients.length !== patients || patients > 1) return undefined
  return `${profiles}${patients === 1 ? 'Patient' : ''}${interaction.like}`
}
