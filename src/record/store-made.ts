/** Judges what the writer makes (R9: collect, correct), then stores all of it in one transaction with its witness. */
import type { Line } from '#audit/line.ts'
import { OutcomeError } from '#fhir/outcome.ts'
import { typeOf } from '#fhir/reference.ts'
import { decide } from '#policy/consent/decide.ts'
import type { Decision } from '#policy/decision.ts'
import type { Transaction } from '#storage/storage.ts'
import { type Admission, granularHolds } from './admission.ts'
import { refusedByCeiling, unknownPatient } from './answer.ts'
import { commit } from './commit.ts'
import type { Session } from './hearth.ts'
import { itemOf } from './item.ts'
import { contextFor, lawOf } from './judge.ts'
import { named } from './nameable.ts'
import { placedBelow } from './placed.ts'
import { stillInForce } from './recheck.ts'
import { lineOf, witness } from './witness.ts'
import type { Adoption, Made, Write } from './write.ts'
import { recorderOf } from './writer.ts'

export interface Storing {
  /** FHIR interaction under which the act is witnessed */
  readonly act: string
  readonly made: readonly Made[]
  readonly adopt: readonly Adoption[]
  readonly admission: (type: string) => Admission
  /** deletions of the same act, judged already */
  readonly removed?: readonly Write[]
  readonly guard?: (transaction: Transaction) => Promise<void>
}

export async function storeMade(session: Session, storing: Storing): Promise<void> {
  const { made } = storing
  const strangers = await judgeMade(session, storing)
  const recorder = recorderOf(session)
  await commit(session, {
    writes: [...(storing.removed ?? []), ...made.map(writeOf)],
    adopt: storing.adopt,
    admit: strangers.map((patient) => [patient, recorder] as const),
    lines: linesOf(session, storing),
    async guard(transaction) {
      if (!(await stillInForce(session)))
        throw OutcomeError.conflict(
          'The rules of access changed while this was written: try again.',
        )
      await storing.guard?.(transaction)
    },
  })
}

/** Throws unless each version may be written; answers the patients to whom this organisation is new (R13b). */
async function judgeMade(session: Session, storing: Storing): Promise<readonly string[]> {
  const own = storing.made.filter((one) => one.service === undefined)
  const here = new Set(own.filter((one) => one.act === 'create').map((one) => one.row._id))
  const patients = new Set(
    own.flatMap((one) => one.row.cmp).filter((patient) => !here.has(patient)),
  )
  const { nameable, strangers } = await named(session, [...patients])
  const law = await lawOf(session, [...patients])
  const names = [...nameable, ...here]
  for (const one of own) {
    const admission = storing.admission(one.row.t)
    const context = contextFor(
      session,
      one.act === 'create' ? 'collect' : 'correct',
      admission,
      names,
    )
    const item = itemOf(one.row)
    const decision = granularHolds(admission, one.row)
      ? decide(one.act === 'create' ? context : { ...context, action: actionAfter(one) }, item, law)
      : ({ decision: 'deny', rule: 'R1', basis: [] } as const)
    const unknown = one.row.cmp.find(
      (patient) => patient !== one.row._id && !names.includes(patient),
    )
    if (unknown !== undefined || decision.decision === 'deny')
      await refuse(session, storing, one, decision, unknown)
  }
  return strangers
}

/** A new version is judged by what it has become: for patients it did not belong to before, it is collected. */
function actionAfter(one: Made): 'collect' | 'correct' {
  const before = one.before?.cmp ?? []
  return one.row.cmp.every((patient) => before.includes(patient)) ? 'correct' : 'collect'
}

async function refuse(
  session: Session,
  storing: Storing,
  one: Made,
  decision: Decision,
  unknown: string | undefined,
): Promise<never> {
  await witness(session, {
    act: storing.act,
    outcome: 'deny',
    rule: unknown === undefined ? decision.rule : 'R19d',
    patients: one.row.cmp,
    type: one.row.t,
    items: [],
  })
  if (unknown !== undefined || one.row.cmp.length > 0) {
    const fault = unknownPatient(one.row.t)
    throw one.entry === undefined ? fault : placedBelow(fault, one.entry)
  }
  throw refusedByCeiling(`the right to record ${typeOf(one.ref)}`)
}

/** One line per patient concerned, so that each reads her own part and no other's. */
function linesOf(session: Session, storing: Storing): Line[] {
  const lines: Line[] = []
  const groups = new Map<string, { made: Made[]; patients: readonly string[]; service?: string }>()
  for (const one of storing.made) {
    const key = `${one.service ?? ''} ${one.row.cmp.join(' ')}`
    const group = groups.get(key)
    if (group === undefined)
      groups.set(key, {
        made: [one],
        patients: one.row.cmp,
        ...(one.service === undefined ? {} : { service: one.service }),
      })
    else group.made.push(one)
  }
  for (const { made, patients, service } of groups.values()) {
    const types = new Set(made.map((one) => one.row.t))
    const [type] = types
    lines.push({
      ...lineOf(session, {
        act: storing.act,
        outcome: 'permit',
        rule: service === undefined ? 'write' : 'R0',
        patients,
        ...(types.size === 1 && type !== undefined ? { type } : {}),
        ...(service === undefined ? {} : { query: `service=${service}` }),
        items: made.map((one) => `${one.row._id}/_history/${one.row.vid}`),
      }),
    })
  }
  return lines
}

function writeOf(one: Made): Write {
  if (one.act === 'create') return { act: 'create', row: one.row, chosen: one.chosen === true }
  if (one.before === undefined) throw OutcomeError.conflict('The resource is gone.')
  return { act: 'update', before: one.before, row: one.row }
}
