/** create: https://hl7.org/fhir/R4/http.html#create, conditional by If-None-Exist. */
import { typeOf } from '#fhir/reference.ts'
import type { ResourceRow } from '#storage/storage.ts'
import { type Admission, admit } from './admission.ts'
import { claimCriteria, matching } from './conditional.ts'
import { guardConsent } from './guard.ts'
import type { Session } from './hearth.ts'
import { keepAsNext, ownUnseen } from './keep.ts'
import { draftsOf, makeRows } from './made.ts'
import { receive } from './receive.ts'
import type { CreateOptions, Written } from './record.ts'
import type { JsonResource } from './row.ts'
import { applyRules } from './rules.ts'
import { storeMade } from './store-made.ts'
import { witness } from './witness.ts'
import { created, shownInstead } from './written.ts'

export async function create(
  session: Session,
  type: string,
  body: string,
  options: CreateOptions,
): Promise<Written> {
  const criterion = options.ifNoneExist
  const admission = await admit(
    session,
    criterion === undefined ? 'create' : 'conditional-create',
    type,
  )
  const resource = receive(body, type)
  if (criterion !== undefined) {
    const found = await matching(session, type, criterion)
    if (found !== undefined) return foundInstead(session, found)
    const hidden = await ownUnseen(session, type, criterion)
    if (hidden !== undefined)
      return keepAsNext(session, { act: 'create', hidden, resource, admission })
  }
  const ref = `${type}/${session.hearth.newId()}`
  return createAs(session, {
    ref,
    resource,
    admission,
    ...(criterion === undefined ? {} : { criterion }),
  })
}

export interface Creating {
  readonly ref: string
  readonly resource: JsonResource
  readonly admission: Admission
  readonly criterion?: string
  /** the client chose the id (update-as-create) */
  readonly chosen?: boolean
}

/** Somebody else met the criterion first: not a fault, the answer is their row. */
class MetMeanwhile {
  readonly row: ResourceRow
  constructor(row: ResourceRow) {
    this.row = row
  }
}

export async function createAs(session: Session, creating: Creating): Promise<Written> {
  const { ref, resource, criterion } = creating
  guardConsent(session, resource)
  const ruled = await applyRules(session, { act: 'create', ref, after: resource })
  if (ruled.repeats !== undefined) {
    const earlier = await session.hearth.storage.read(ruled.repeats)
    if (earlier !== undefined) return foundInstead(session, earlier)
  }
  const drafts = await draftsOf(
    session,
    { act: 'create', ref, resource, ...(creating.chosen === true ? { chosen: true } : {}) },
    ruled,
  )
  const { made, adopt } = await makeRows(session, drafts)
  try {
    await storeMade(session, {
      act: creating.chosen === true ? 'update' : 'create',
      made,
      adopt,
      admission: () => creating.admission,
      async guard(transaction) {
        if (ruled.claim !== undefined && !(await transaction.claim(ruled.claim, ref))) {
          const held = await transaction.read((await transaction.claimed(ruled.claim)) ?? '')
          if (held !== undefined) throw new MetMeanwhile(held)
        }
        if (criterion === undefined) return
        const wanted = [{ type: typeOf(ref), text: criterion }]
        const met = await claimCriteria(session, transaction, wanted)
        if (met !== undefined) throw new MetMeanwhile(met)
      },
    })
  } catch (fault) {
    if (fault instanceof MetMeanwhile) return foundInstead(session, fault.row)
    throw fault
  }
  return created(made)
}

async function foundInstead(session: Session, row: ResourceRow): Promise<Written> {
  await witness(session, {
    act: 'create',
    outcome: 'permit',
    rule: 'found',
    patients: row.cmp,
    type: row.t,
    items: [row._id],
  })
  return { status: 200, version: await shownInstead(session, row) }
}
