/** delete: https://hl7.org/fhir/R4/http.html#delete. Again on a deleted visible item is 204; absent or hidden is 404. */
import { OutcomeError } from '#fhir/outcome.ts'
import { decide } from '#policy/consent/decide.ts'
import type { ResourceRow, VersionRow } from '#storage/storage.ts'
import { type Admission, admit, granularHoldsFor } from './admission.ts'
import { commit } from './commit.ts'
import type { Session } from './hearth.ts'
import { itemOfVersion } from './item.ts'
import { contextFor, lawOf } from './judge.ts'
import type { Written } from './record.ts'
import { applyRules } from './rules.ts'
import { changeable, checkMatch } from './update.ts'
import { lineOf } from './witness.ts'
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
  await applyRules(session, { act: 'delete', ref, before: row })
  await commit(session, {
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

async function goneAlready(session: Session, ref: string, admission: Admission): Promise<Written> {
  const latest = { sort: { n: -1 }, limit: 2 } as const
  const [last, before] = await session.hearth.storage.versions({ of: ref }, latest)
  if (last?.del !== true) throw OutcomeError.notFound()
  if (!granularHoldsFor(session, admission, last, before?.json)) throw OutcomeError.notFound()
  const law = await lawOf(session, last.cmp)
  const context = contextFor(session, 'access', admission)
  if (decide(context, itemOfVersion(last), law).decision !== 'permit') throw OutcomeError.notFound()
  return { status: 204 }
}
