/**
 * Labels that flow between rows at write (R3d): a report takes up its results' labels, a list its entries', a file its
 * document's; and what has no compartment takes over the patients of its first referrer (R22).
 */

import { compartmentParameters } from '#fhir/compartment.ts'
import { joined } from '#fhir/search/entry.ts'
import { labelSources, labelTargets, propagate, propagatingTypes } from '#policy/label/propagate.ts'
import { definitionTypes, directoryTypes } from '#policy/type-groups.ts'
import type { ResourceRow } from '#storage/storage.ts'
import { sharedToken } from './row.ts'
import type { Adoption } from './write.ts'

/** The columns of a stored row that labels and owners flow from. */
export type LabelSource = Pick<ResourceRow, '_id' | 't' | 'cmp' | 'con' | 'sen' | 'cod' | 'rec'>
export const labelColumns: readonly (keyof LabelSource)[] = ['t', 'cmp', 'con', 'sen', 'cod', 'rec']

const directory = new Set([...directoryTypes, ...definitionTypes, 'Group'])

/** R22: Binary, Medication, Bundle and others that no compartment holds and no directory lists. */
export function isFollower(type: string): boolean {
  return (
    type !== 'Patient' &&
    !directory.has(type) &&
    compartmentParameters('Patient', type) === undefined
  )
}

/** What its label flows from, as `Type/id`, however the reference is written: with our own base, or of a version. */
function sourcesOf(row: ResourceRow): string[] {
  return labelSources(JSON.parse(row.json) as object, row.t).map(
    (text) =>
      row.out.find(
        (ref) => text === ref || text.endsWith(`/${ref}`) || text.includes(`${ref}/_history/`),
      ) ?? text,
  )
}

/** Stored rows that these new rows may take labels from: what they refer to beyond themselves. */
export function outsideSources(rows: readonly ResourceRow[]): string[] {
  const own = new Set(rows.map((row) => row._id))
  const found = new Set<string>()
  for (const row of rows) {
    if (propagatingTypes.includes(row.t))
      for (const ref of sourcesOf(row)) if (!own.has(ref)) found.add(ref)
    for (const ref of row.out)
      if (!own.has(ref) && isFollower(ref.slice(0, ref.indexOf('/')))) found.add(ref)
  }
  return [...found]
}

/** The rows with labels and owners as they flow among them and from stored rows. */
export function settled(
  rows: readonly ResourceRow[],
  stored: readonly LabelSource[],
): { rows: ResourceRow[]; adopt: Adoption[] } {
  const all = new Map<string, LabelSource>(stored.map((row) => [row._id, row]))
  for (const row of rows) all.set(row._id, row)
  const followed = followers(rows, all)
  const result = rows.map((row) => withMedication(owned(row, followed.get(row._id)), all))
  for (const row of result) all.set(row._id, row)
  // A list may hold a report that holds a result: as often as something still rises.
  for (let rising = true; rising; ) {
    rising = false
    result.forEach((row, place) => {
      if (!propagatingTypes.includes(row.t)) return
      const sources = sourcesOf(row)
      const label = propagate(
        row,
        sources.flatMap((ref) => withinReach(row, all.get(ref))),
      )
      if (label.con === row.con && label.sen.length === row.sen.length) return
      const raised = { ...row, ...label }
      result[place] = raised
      all.set(row._id, raised)
      rising = true
    })
  }
  const adopt = stored.flatMap((row) => {
    const taken = followed.get(row._id)
    return taken === undefined ? [] : [{ ref: row._id, ...taken, tok: sharedTokens(taken.cmp) }]
  })
  return { rows: result, adopt }
}

/** A label flows within one patient's record: what is another's tells nothing, not even by a label. */
function withinReach(row: LabelSource, source: LabelSource | undefined): readonly LabelSource[] {
  if (source === undefined) return []
  const shared =
    source.cmp.length === 0 ||
    row.cmp.length === 0 ||
    source.cmp.some((patient) => row.cmp.includes(patient))
  const own = source.rec.some((recorder) => row.rec.includes(recorder))
  return shared && (row.cmp.length > 0 || own) ? [source] : []
}

/** A medication that is referred to counts as a code of what prescribes or gives it (R10). */
function withMedication(row: ResourceRow, all: ReadonlyMap<string, LabelSource>): ResourceRow {
  if (!row.t.startsWith('Medication') || row.t === 'Medication') return row
  const codes = row.out.flatMap((ref) =>
    ref.startsWith('Medication/') ? (all.get(ref)?.cod ?? []) : [],
  )
  if (codes.length === 0) return row
  return {
    ...row,
    cod: [...new Set([...row.cod, ...codes])],
    any: [...new Set([...row.any, ...codes])],
  }
}

/** What took over its patients from a referrer keeps them, and the labels that came with them, in its next version. */
export function following(row: ResourceRow, before: ResourceRow | undefined): ResourceRow {
  if (before === undefined || before.cmp.length === 0 || row.cmp.length > 0) return row
  if (!isFollower(row.t)) return row
  const { cmp, cpn, sk } = before
  return owned(row, { cmp, cpn, sk, ...propagate(row, [before]) })
}

function owned(row: ResourceRow, taken: Taken | undefined): ResourceRow {
  if (taken === undefined) return row
  return { ...row, ...taken, tok: [...row.tok, ...sharedTokens(taken.cmp)] }
}

/** Rows of several patients are found by each (R21). */
function sharedTokens(patients: readonly string[]): string[] {
  return patients.length > 1 ? patients.map((patient) => joined(sharedToken, patient)) : []
}

type Taken = Pick<Adoption, 'cmp' | 'con' | 'sen'> & { cpn: number; sk: string }

function followers(
  rows: readonly ResourceRow[],
  all: ReadonlyMap<string, LabelSource>,
): Map<string, Taken> {
  const taken = new Map<string, Taken>()
  for (const row of rows) {
    if (row.cmp.length === 0) continue
    const targets = [
      ...row.out,
      ...labelTargets(JSON.parse(row.t === 'DocumentReference' ? row.json : '{}') as object, row.t),
    ]
    for (const ref of targets) {
      const target = all.get(ref)
      if (target === undefined || target.cmp.length > 0 || taken.has(ref)) continue
      // Before a referrer exists it is its writer's alone: nobody else can take it over by naming it.
      if (!isFollower(target.t) || !target.rec.some((one) => row.rec.includes(one))) continue
      const label = propagate(target, [row])
      taken.set(ref, {
        cmp: row.cmp,
        cpn: row.cmp.length,
        sk: row.cmp.length === 1 ? row.sk : ref,
        con: label.con,
        sen: label.sen,
      })
    }
  }
  return taken
}
