/** The consent columns of one version, as they are stored beside its text (consent.md 8.2). */
import { parsePointer } from '#fhir/reference.ts'
import { outgoing } from '#fhir/references.ts'
import { dateRange } from '#fhir/search/date.ts'
import { millisOf, type Tick, tickOf } from '#fhir/tick.ts'
import { clinicalTime } from './clinical-time.ts'
import {
  codeOf,
  codesOf,
  forEachObject,
  isMembers,
  listOf,
  type Members,
  referencesOf,
} from './content.ts'
import type { Item } from './item.ts'
import { type Label, releaseDateOf } from './label/label.ts'
import { systems } from './systems.ts'

export interface ColumnsInput {
  /** by the compartment table and the declared extension (R21, R22), or copied from the first referrer */
  readonly patients: readonly string[]
  readonly recorders: readonly string[]
  readonly audience: readonly string[]
  /** `labelOf`, raised by `propagate` */
  readonly label: Label
  readonly lastUpdated: Tick
  readonly timeZone: string
  /** our own FHIR base without trailing slash: references below it are local */
  readonly base?: string
  readonly registry?: boolean
  /** `system|code` of the Medication that it refers to: they count as its own */
  readonly medicationCodes?: readonly string[]
  /** R16b: the longest hold that its patients allow, whole days; 0 or absent: nothing is held */
  readonly longestHold?: number
}

export type Columns = Omit<Item, 'ref'>

export function columnsOf(resource: object, type: string, input: ColumnsInput): Columns {
  const members = resource as Members
  const medication = input.medicationCodes ?? []
  const found = lookThrough(members, input.base)
  const hold = holdOf(members, input)
  const { base } = input
  const authors = authorsOf(members, base)
  return {
    t: type,
    cmp: distinct(input.patients),
    cpn: distinct(input.patients).length,
    con: input.label.con,
    sen: input.label.sen,
    cod: distinct([...primaryElements.flatMap((name) => codesOf(members[name])), ...medication]),
    any: distinct([...found.codes, ...medication]),
    prf: profilesOf(members),
    src: distinct([
      ...authors,
      ...sourceElements.flatMap((name) => localReferencesOf(members[name], base)),
    ]),
    aut: authors,
    rec: distinct(input.recorders),
    aud: distinct(input.audience),
    enc: distinct(found.encounters),
    out: distinct(outgoing(resource, base)),
    ...clinicalTime(resource, input.timeZone, input.lastUpdated),
    ...(hold === undefined ? {} : { hold }),
    ...(input.registry === true ? { reg: true } : {}),
  }
}

/** The item as a decision reads it. */
export function itemOf(ref: string, columns: Columns): Item {
  return { ref, ...columns }
}

const primaryElements = ['code', 'type', 'category', 'medicationCodeableConcept', 'vaccineCode']
/** FHIR's FiveWs.author; `performer` also as the actor of a backbone element. */
const authorElements = ['author', 'performer', 'recorder', 'asserter', 'requester', 'sender']
/** Custodians and informants. */
const sourceElements = ['custodian', 'managingOrganization', 'informationSource']
const encounterElements = new Set(['encounter', 'context', 'episodeOfCare', 'associatedEncounter'])

function authorsOf(members: Members, base: string | undefined): readonly string[] {
  return distinct(
    authorElements.flatMap((name) =>
      listOf(members[name]).flatMap((one) =>
        isMembers(one)
          ? [...localReferencesOf(one, base), ...localReferencesOf(one.actor, base)]
          : [],
      ),
    ),
  )
}

interface Found {
  readonly codes: readonly string[]
  readonly encounters: readonly string[]
}

/** As `Type/id`, however they are written: with our own base, or of a version. */
function localReferencesOf(value: unknown, base: string | undefined): readonly string[] {
  return referencesOf(value).map((text) => localOf(text, base))
}

function localOf(text: string, base: string | undefined): string {
  const pointer = parsePointer(text, base)
  return pointer.kind === 'local' ? `${pointer.type}/${pointer.id}` : text
}

function lookThrough(members: Members, base: string | undefined): Found {
  const codes: string[] = []
  const encounters: string[] = []
  forEachObject(members, (object, name) => {
    if (encounterElements.has(name)) {
      const [reference = ''] = localReferencesOf(object, base)
      if (/^(Encounter|EpisodeOfCare)\//.test(reference)) encounters.push(reference)
    }
    const code = codeOf(object)
    if (code !== undefined && (name === 'coding' || !code.startsWith('|'))) codes.push(code)
  })
  return { codes, encounters }
}

/** As claimed, and without a version. */
function profilesOf(members: Members): readonly string[] {
  const meta = members.meta
  const claimed = isMembers(meta) ? listOf(meta.profile) : []
  return distinct(
    claimed.flatMap((profile) =>
      typeof profile === 'string' ? [profile, profile.split('|')[0] ?? profile] : [],
    ),
  )
}

const day = 86_400_000

/** The release date of a PHY mark, but no later than her longest hold. */
function holdOf(members: Members, input: ColumnsInput): Tick | undefined {
  const longest = input.longestHold ?? 0
  if (longest <= 0) return undefined
  const meta = members.meta
  const marks = isMembers(meta) ? listOf(meta.security).filter(isMembers) : []
  const dates = marks.flatMap((mark) =>
    mark.system === systems.actCode && mark.code === 'PHY' ? (releaseDateOf(mark) ?? []) : [],
  )
  const latest = tickOf(millisOf(input.lastUpdated) + longest * day)
  const until = dates
    .map((date) => dateRange(date, input.timeZone).lo)
    .sort()
    .at(-1)
  return until === undefined || until < latest ? until : latest
}

function distinct(values: readonly string[]): readonly string[] {
  return values.length < 2 ? values : [...new Set(values)]
}
