/** Judges what the writer makes (R9: collect, correct), then stores all of it in one transaction with its witness. */
import { OutcomeError } from '#fhir/outcome.ts'
import { typeOf } from '#fhir/reference.ts'
import { decide } from '#policy/consent/decide.ts'
import type { Decision } from '#policy/decision.ts'
import type { ResourceRow, Transaction } from '#storage/storage.ts'
import { type Admission, granularHolds } from './admission.ts'
import { refusedByCeiling, unknownPatient } from './answer.ts'
import { commit } from './commit.ts'
import type { Session } from './hearth.ts'
import { itemOf } from './item.ts'
import { contextFor, lawOf } from './judge.ts'
import { linesOf } from './lines-of.ts'
import { named } from './nameable.ts'
import { placedBelow } from './placed.ts'
import { lawChanged, stillInForce } from './recheck.ts'
import { witness } from './witness.ts'
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
  /** stored rows that are the answer to an entry: seen, not written */
  readonly met?: readonly ResourceRow[]
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
      if (!(await stillInForce(session))) throw lawChanged()
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
    // What labels came to it from elsewhere the writer is not told, by a refusal either.
    const sent = one.sent ?? one.row
    const decision = granularHolds(admission, sent)
      ? decide(contextFor(session, actionOf(one), admission, names), itemOf(sent), law)
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
function actionOf(one: Made): 'collect' | 'correct' {
  if (one.act === 'create' || one.unseen === true) return 'collect'
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
  if (unknown === undefined && decision.rule === 'R1')
    throw refusedByCeiling(`a grant that reaches what this ${one.row.t} says`)
  if (unknown !== undefined || one.row.cmp.length > 0) {
    const fault = unknownPatient(one.row.t)
    throw one.entry === undefined ? fault : placedBelow(fault, one.entry)
  }
  throw refusedByCeiling(`the right to record ${typeOf(one.ref)}`)
}

function writeOf(one: Made): Write {
  if (one.act === 'create') return { act: 'create', row: one.row, chosen: one.chosen === true }
  if (one.before === undefined) throw OutcomeError.conflict('The resource is gone.')
  return { act: 'update', before: one.before, row: one.row }
}
