/**
 * What a search asks, as filters in which whatever is masked from this caller counts as missing (consent.md L25):
 * other patients of an item of her own (R21b), and items that a label or a deny hides (L48).
 */
import { joined } from '#fhir/search/entry.ts'
import type { SearchClause, SearchRequest } from '#fhir/search/request.ts'
import { mayHide } from '#policy/directives.ts'
import { combine, either, neither, oneOf } from '#storage/search/combine.ts'
import { filterOf } from '#storage/search/filter-of.ts'
import type { Filter } from '#storage/storage.ts'
import type { Session } from './hearth.ts'
import { lawOf } from './judge.ts'
import { hiddenAmong } from './release.ts'

export async function criteriaOf(session: Session, request: SearchRequest): Promise<Filter[]> {
  const { type, clauses } = request
  if (session.principal.kind === 'patient')
    return clauses.map((clause) => hersAlone(session.principal.who, clause, type))
  const targets = new Set(clauses.flatMap(targetsOf))
  const hidden = targets.size === 0 ? targets : await hiddenAmong(session, [...targets])
  if (hidden.size === 0) return clauses.map((clause) => filterOf(clause, type))
  return Promise.all(clauses.map((clause) => withoutMasked(session, clause, type, hidden)))
}

const ofOne: Filter = { cpn: { $lte: 1 } }

/** Who else an item of hers belongs to she is not told: neither by naming them, nor by their identifiers or names. */
function hersAlone(own: string, clause: SearchClause, type: string): Filter {
  const filter = filterOf(clause, type)
  if (clause.kind === 'compartment')
    return isAnother(clause.owner, own) ? combine([filter, ofOne]) : filter
  if (clause.kind === 'token')
    return clause.param.endsWith(':text') && !clause.not ? combine([filter, ofOne]) : filter
  if (clause.kind !== 'reference') return filter
  if (clause.param.endsWith(':identifier')) return combine([filter, ofOne])
  const open = clause.values.flatMap(({ entries, ...rest }) => {
    const left = entries.filter((entry) => !isAnother(entry, own))
    return left.length === 0 ? [] : [{ ...rest, entries: left }]
  })
  if (JSON.stringify(open) === JSON.stringify(clause.values)) return filter
  const told = open.length === 0 ? [] : [filterOf({ ...clause, values: open }, type)]
  return either([...told, combine([filter, ofOne])])
}

function isAnother(reference: string, own: string): boolean {
  return reference.startsWith('Patient/') && reference !== own
}

/** Items that a clause names outright; a Patient's are never masked by L48. */
function targetsOf(clause: SearchClause): readonly string[] {
  const named =
    clause.kind === 'compartment'
      ? [clause.owner]
      : clause.kind === 'reference' && !clause.param.endsWith(':identifier')
        ? clause.values.flatMap((value) => value.entries)
        : []
  return named.filter(
    (one) => /^[A-Z][A-Za-z]+\/[A-Za-z0-9\-.]{1,64}$/.test(one) && !isPatient(one),
  )
}

function isPatient(reference: string): boolean {
  return reference.startsWith('Patient/')
}

/** A row in which the reference is masked does not match by it. */
async function withoutMasked(
  session: Session,
  clause: SearchClause,
  type: string,
  hidden: ReadonlySet<string>,
): Promise<Filter> {
  const filter = filterOf(clause, type)
  const masked = targetsOf(clause).filter((target) => hidden.has(target))
  if (masked.length === 0) return filter
  const params = clause.kind === 'compartment' ? clause.params : [paramOf(clause)]
  const names = params.flatMap((param) => masked.map((target) => joined(param, target)))
  const wary = await waryPatients(session, type, names)
  if (wary.length === 0) return filter
  const open = combine([filter, neither([oneOf('cmp', wary)])])
  if (clause.kind !== 'reference') return open
  const rest = clause.values.flatMap(({ entries, ...more }) => {
    const left = entries.filter((entry) => !hidden.has(entry))
    return left.length === 0 ? [] : [{ ...more, entries: left }]
  })
  return rest.length === 0 ? open : either([open, filterOf({ ...clause, values: rest }, type)])
}

function paramOf(clause: SearchClause): string {
  return clause.kind === 'reference' ? clause.param : ''
}

/** Those patients of the rows with these references in whose rows something may be masked. */
async function waryPatients(
  session: Session,
  type: string,
  names: readonly string[],
): Promise<string[]> {
  const rows = await session.hearth.storage.find(combine([{ t: type }, oneOf('ref', names)]), {
    fields: ['cmp'],
  })
  const law = await lawOf(session, [...new Set(rows.flatMap((row) => row.cmp))])
  return [...law.values()].filter(mayHide).map((directives) => directives.patient)
}
