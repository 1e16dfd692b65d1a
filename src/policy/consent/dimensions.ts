/**
 * Reads the dimensions that a provision states itself. `undefined` = left out (inherited), `null` = stated, but not
 * understood: it matches everything (R5). https://hl7.org/fhir/R4/consent-definitions.html#Consent.provision
 */
import { parsePointer } from '#fhir/reference.ts'
import { dateRange } from '#fhir/search/date.ts'
import { firstTick, lastTick, type Tick } from '#fhir/tick.ts'
import { codesOf, isMembers, listOf, type Members, textAt } from '../content.ts'
import type { Action } from '../decision.ts'
import { confidentialities, rankOf } from '../item.ts'
import { closureOf, isSensitivity } from '../label/topics.ts'
import { systems } from '../systems.ts'
import { everyone, partOf } from './actor.ts'
import { isPurpose } from './purpose.ts'
import type { Actor, Classes, DataReference, Labels } from './rule.ts'

export interface Reader {
  readonly timeZone: string
  /** notes what is not understood */
  readonly unclear: (element: string, why: string) => void
  /** whether a local reference leads somewhere; without it every one does */
  readonly resolves?: (reference: string) => boolean
  /** what an item refers to (`related`) */
  readonly related?: (reference: string) => readonly string[]
  /** a code with all that it contains, as `system|code` (R10) */
  readonly expand?: (code: string) => readonly string[]
}

export interface Period {
  readonly from: Tick
  readonly to: Tick
}

const actorTypes = new Set(
  'CareTeam Device Group Organization Patient Person Practitioner PractitionerRole RelatedPerson'.split(
    ' ',
  ),
)
const actions: readonly string[] = ['access', 'collect', 'correct', 'disclose', 'use']
const meanings: readonly string[] = ['instance', 'related', 'dependents', 'authoredby']

export function readActors(provision: Members, reader: Reader): readonly Actor[] | undefined {
  if (provision.actor === undefined) return undefined
  return listOf(provision.actor).map((actor, at) => {
    const element = `actor[${at}]`
    const role = isMembers(actor) ? actor.role : undefined
    const codes = codesOf(role).map((code) => code.slice(code.indexOf('|') + 1))
    const spoken = role === undefined || codes.length > 0
    return { as: spoken ? partOf(codes) : 'either', reference: resolve(actor, element, reader) }
  })
}

function resolve(actor: unknown, element: string, reader: Reader): string {
  const reference = localReference(actor, reader)
  const known =
    reference !== undefined && actorTypes.has(reference.slice(0, reference.indexOf('/')))
  if (known && !hasModifier(actor)) return reference
  reader.unclear(element, 'the actor cannot be resolved: it stands for everyone')
  return everyone
}

export function readPurposes(
  provision: Members,
  reader: Reader,
): readonly string[] | null | undefined {
  return readAll(provision, 'purpose', reader, (coding) =>
    isMembers(coding) && coding.system === systems.actReason && isCode(coding, isPurpose)
      ? coding.code
      : undefined,
  )
}

export function readActions(
  provision: Members,
  reader: Reader,
): readonly Action[] | null | undefined {
  return readAll(provision, 'action', reader, (concept) => {
    const own = codesOf(concept).find((code) => code.startsWith(`${systems.consentAction}|`))
    const code = own?.slice(own.indexOf('|') + 1)
    return code !== undefined && actions.includes(code) ? (code as Action) : undefined
  })
}

export function readLabels(provision: Members, reader: Reader): Labels | null | undefined {
  const ranks: number[] = []
  const topics: string[] = []
  const read = readAll(provision, 'securityLabel', reader, (coding) => {
    if (!isMembers(coding)) return undefined
    const { system, code } = coding
    if (system === systems.confidentiality) {
      const name = confidentialities.find((one) => one === code)
      if (name !== undefined) return ranks.push(rankOf(name))
    }
    if (system === systems.actCode && isCode(coding, isSensitivity)) return topics.push(coding.code)
    return undefined
  })
  if (read === undefined || read === null) return read
  return { ranks, ...(topics.length === 0 ? {} : { sensitivities: closureOf(topics) }) }
}

export function readClasses(provision: Members, reader: Reader): Classes | null | undefined {
  const classes = { types: [] as string[], profiles: [] as string[], documents: [] as string[] }
  const read = readAll(provision, 'class', reader, (coding) => {
    const code = textAt(coding, 'code')
    if (code === undefined) return undefined
    const system = textAt(coding, 'system')
    if (system === systems.resourceTypes) return classes.types.push(code)
    if (system === systems.uri) return classes.profiles.push(code)
    if (system === systems.loinc || system === systems.snomed)
      return classes.documents.push(`${system}|${code}`)
    return undefined
  })
  return read === undefined || read === null ? read : classes
}

export function readCodes(
  provision: Members,
  reader: Reader,
): readonly string[] | null | undefined {
  const read = readAll(provision, 'code', reader, (concept) => {
    const codes = codesOf(concept)
    return codes.length === 0 ? undefined : codes
  })
  if (read === undefined || read === null) return read
  const codes = read.flat()
  return [...new Set([...codes, ...codes.flatMap((code) => reader.expand?.(code) ?? [])])]
}

export function readData(
  provision: Members,
  reader: Reader,
): readonly DataReference[] | null | undefined {
  return readAll(provision, 'data', reader, (data) => {
    const meaning = textAt(data, 'meaning')
    const reference = localReference(data, reader)
    if (meaning === undefined || !meanings.includes(meaning) || reference === undefined)
      return undefined
    if (hasModifier(data)) return undefined
    const ids = meaning === 'related' ? (reader.related?.(reference) ?? []) : []
    return {
      meaning: meaning as DataReference['meaning'],
      reference,
      ...(ids.length === 0 ? {} : { ids }),
    }
  })
}

/** `period` and `dataPeriod`: closed at stated precision, in the patient's time zone (R12). */
export function readPeriod(
  provision: Members,
  name: string,
  reader: Reader,
): Period | null | undefined {
  const period = provision[name]
  if (period === undefined) return undefined
  const start = textAt(period, 'start')
  const end = textAt(period, 'end')
  try {
    return {
      from: start === undefined ? firstTick : dateRange(start, reader.timeZone).lo,
      to: end === undefined ? lastTick : dateRange(end, reader.timeZone).hi,
    }
  } catch {
    reader.unclear(name, 'the dates cannot be read')
    return null
  }
}

export function hasModifier(element: unknown): boolean {
  return isMembers(element) && listOf(element.modifierExtension).length > 0
}

/** All values, or null if any is not understood. */
function readAll<T>(
  provision: Members,
  name: string,
  reader: Reader,
  read: (value: unknown) => T | undefined,
): readonly T[] | null | undefined {
  if (provision[name] === undefined) return undefined
  const values = listOf(provision[name])
  const found: T[] = []
  for (const [at, value] of values.entries()) {
    const one = read(value)
    if (one === undefined) reader.unclear(`${name}[${at}]`, 'the server does not know this value')
    else found.push(one)
  }
  return found.length === values.length ? found : null
}

function isCode(
  coding: Members,
  test: (code: string) => boolean,
): coding is Members & { readonly code: string } {
  const code = coding.code
  return typeof code === 'string' && test(code)
}

/** The literal local reference of an actor or of data, if it leads somewhere. */
function localReference(element: unknown, reader: Reader): string | undefined {
  const text = isMembers(element) ? textAt(element.reference, 'reference') : undefined
  const pointer = text === undefined ? undefined : parsePointer(text)
  if (pointer?.kind !== 'local') return undefined
  const reference = `${pointer.type}/${pointer.id}`
  return reader.resolves === undefined || reader.resolves(reference) ? reference : undefined
}
