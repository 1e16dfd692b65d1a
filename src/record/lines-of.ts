/** The lines that an act owes its witness: one per patient concerned, so that each reads her own part and no other's. */
import type { Line } from '#audit/line.ts'
import type { ResourceRow } from '#storage/storage.ts'
import type { Session } from './hearth.ts'
import { lineOf } from './witness.ts'
import type { Made, Write } from './write.ts'

export interface Done {
  /** FHIR interaction under which the act is witnessed */
  readonly act: string
  readonly made: readonly Made[]
  readonly removed?: readonly Write[]
  /** stored rows that are the answer instead of a new one */
  readonly met?: readonly ResourceRow[]
}

interface Part {
  readonly patients: readonly string[]
  readonly rule: string
  readonly type: string
  readonly item: string
  readonly service?: string
}

export function linesOf(session: Session, done: Done): Line[] {
  const groups = new Map<string, [Part, ...Part[]]>()
  for (const part of partsOf(done)) {
    const key = `${part.rule} ${part.service ?? ''} ${part.patients.join(' ')}`
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [part])
    else group.push(part)
  }
  return [...groups.values()].map((parts) => {
    const [{ patients, rule, service, type }] = parts
    return lineOf(session, {
      act: done.act,
      outcome: 'permit',
      rule,
      patients,
      ...(parts.every((part) => part.type === type) ? { type } : {}),
      ...(service === undefined ? {} : { query: `service=${service}` }),
      items: parts.map((part) => part.item),
    })
  })
}

function partsOf({ made, removed = [], met = [] }: Done): Part[] {
  return [
    ...made.map(
      ({ row, service }): Part => ({
        patients: row.cmp,
        rule: service === undefined ? 'write' : 'R0',
        type: row.t,
        item: `${row._id}/_history/${row.vid}`,
        ...(service === undefined ? {} : { service }),
      }),
    ),
    ...made.flatMap(leftBehind),
    ...removed.map(({ act, ...write }): Part => {
      const row = 'before' in write ? write.before : write.row
      return { patients: row.cmp, rule: act, type: row.t, item: row._id }
    }),
    ...met.map((row): Part => ({ patients: row.cmp, rule: 'found', type: row.t, item: row._id })),
  ]
}

/** Whose it was until now reads that it left her record. */
function leftBehind({ before, row }: Made): Part[] {
  const left = before?.cmp.filter((patient) => !row.cmp.includes(patient)) ?? []
  return left.map((patient) => ({
    patients: [patient],
    rule: 'write',
    type: row.t,
    item: `${row._id}/_history/${before?.vid}`,
  }))
}
