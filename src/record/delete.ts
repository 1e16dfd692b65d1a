/** delete: https://hl7.org/fhir/R4/http.html#delete. Again on a deleted visible item is 204; absent or hidden is 404. */
import { OutcomeError } from '#fhir/outcome.ts'
import { typeOf } from '#fhir/reference.ts'
import { decide } from '#policy/consent/decide.ts'
import type { ResourceRow, VersionRow } from '#storage/storage.ts'
import { type Admission, admit, granularHoldsFor } from './admission.ts'
import { commit } from './commit.ts'
import { guardEnding } from './guard.ts'
import type { Session } from './hearth.ts'
import { itemOf, itemOfVersion } from './item.ts'
import { contextFor, lawOf } from './judge.ts'
import { lawChanged, stillInForce } from './recheck.ts'
import type { Written } from './record.ts'
import { applyRules } from './rules.ts'
import { changeable, checkMatch } from './update.ts'
import { lineOf, witness } from './witness.ts'
import type { Write } from './write.ts'

export interface DeleteOptions {
  readonly ifMatch?: readonly string[]
}

export async function remove(
  session: Session,
  type: string,
  id: string,
  options: DeleteOptions,
): Promise<Written> {
  const admission = await admit(session, 'delete', type)
  const ref = `${type}/${id}`
  const row = await changeable(session, ref, admission, 'delete')
  if (row === 'absent') return goneAlready(session, ref, admission)
  checkMatch(session, row, options.ifMatch)
  guardEnding(session, row)
  await applyRules(session, { act: 'delete', ref, before: row })
  await commit(session, {
    async guard() {
      if (!(await stillInForce(session))) throw lawChanged()
    },
    writes: [deletion(session, row)],
    lines: [
      lineOf(session, {
        act: 'delete',
        outcome: 'permit',
        rule: 'write',
        patients: row.cmp,
        type,
        items: [ref],
      }),
    ],
  })
  return { status: 204 }
}

/** The tombstone keeps the consent columns: who might not see the item may not see that it went (L5, L6). */
export function deletion(session: Session, row: ResourceRow): Write {
  const { lu } = session.hearth.storage.stamp()
  const { json: _text, sk: _key, tok, ref, str, stx, dat, num, s, sd, ...columns } = row
  const tombstone: VersionRow = {
    ...columns,
    _id: `${row._id}/${row.n + 1}`,
    of: row._id,
    n: row.n + 1,
    vid: session.hearth.newId(),
    lu,
    del: true,
  }
  return { act: 'delete', before: row, tombstone }
}

/** Again on a deleted visible item: 204, and nothing is done. Every answer is witnessed, that of an absent id too. */
export async function goneAlready(
  session: Session,
  ref: string,
  admission: Admission,
): Promise<Written> {
  const latest = { sort: { n: -1 }, limit: 2 } as const
  const [last, before] = await session.hearth.storage.versions({ of: ref }, latest)
  const live = await session.hearth.storage.read(ref)
  const gone = live === undefined && last?.del === true ? last : undefined
  const found = live ?? gone
  const item = live === undefined ? gone && itemOfVersion(gone) : itemOf(live)
  const inScope = gone === undefined || granularHoldsFor(session, admission, gone, before?.json)
  const decision =
    item === undefined || !inScope
      ? undefined
      : decide(contextFor(session, 'access', admission), item, await lawOf(session, item.cmp))
  await witness(session, {
    act: 'delete',
    outcome: decision?.decision ?? 'deny',
    rule: decision?.rule ?? 'absent',
    patients: found?.cmp ?? [],
    type: typeOf(ref),
    items: found === undefined ? [] : [ref],
  })
  if (live !== undefined || decision?.decision !== 'permit') throw OutcomeError.notFound()
  return { status: 204 }
}
