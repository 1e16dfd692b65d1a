/**
 * The witness as AuditEvents: by read, and by search for `patient`, `date` and `_count` alone. She reads hers,
 * an actor reads its own acts (R19f), and nobody else any.
 */

import type { Line } from '#audit/line.ts'
import { render } from '#audit/render.ts'
import { OutcomeError } from '#fhir/outcome.ts'
import { separator } from '#fhir/search/entry.ts'
import type { SearchRequest } from '#fhir/search/request.ts'
import { millisOf } from '#fhir/tick.ts'
import type { WitnessQuery } from '#storage/witness.ts'
import type { Session } from './hearth.ts'
import type { Page, PageInput, Version } from './record.ts'
import { witness } from './witness.ts'

/** What an AuditEvent search may ask; everything else is refused by name. */
export const auditParameters: readonly string[] = ['patient', 'date']

export async function readAudit(session: Session, id: string): Promise<Version> {
  const line = (await session.hearth.storage.witness.read(id)) as Line | undefined
  const allowed = line !== undefined && mayRead(session, line)
  await witness(session, {
    act: 'read',
    outcome: allowed ? 'permit' : 'deny',
    rule: allowed ? ruleOf(session, line) : 'absent',
    patients: allowed ? ownPatients(session, line) : [],
    type: 'AuditEvent',
    items: allowed ? [`AuditEvent/${id}`] : [],
  })
  if (!allowed) throw OutcomeError.notFound()
  return shown(session, line)
}

export async function searchAudit(
  session: Session,
  request: SearchRequest,
  page: PageInput,
): Promise<Page> {
  const asked = queryOf(session, request)
  const { storage } = session.hearth
  const after = positionOf(page)
  const limit = request.count
  const query =
    asked === undefined ? undefined : { ...asked, ...(after === undefined ? {} : { after }) }
  const found =
    query === undefined || limit === 0
      ? []
      : ((await storage.witness.find({ ...query, limit: limit + 1 })) as unknown as Line[])
  const total = asked === undefined ? 0 : await storage.witness.count(asked)
  const lines = found.slice(0, limit)
  const last = lines.at(-1)
  await witness(session, {
    act: 'search-type',
    outcome: 'permit',
    rule: 'search',
    patients: asked?.patient === undefined ? [] : [asked.patient],
    type: 'AuditEvent',
    query: request.applied.map(([name, value]) => `${name}=${value}`).join('&'),
    items: lines.map((line) => `AuditEvent/${line.id}`),
  })
  return {
    matches: lines.map((line) => shown(session, line)),
    ...(request.total === 'none' ? {} : { total }),
    ...(found.length > limit && last !== undefined ? { next: [last.at, last.id] } : {}),
  }
}

type Asked = Omit<WitnessQuery, 'after' | 'limit'>

/** Absent: nothing of what was asked is the caller's to read. */
function queryOf(session: Session, request: SearchRequest): Asked | undefined {
  const { principal } = session
  let patient: string | undefined
  let range: { from?: string; to?: string } = {}
  for (const clause of request.clauses) {
    if (clause.kind === 'reference' && clause.param === 'patient') {
      const named = clause.values.map((value) =>
        value.entries.map((one) => one.split(separator).at(-1)),
      )
      if (named.length > 1) throw OutcomeError.notSupported('patient takes one value here.')
      patient = named[0]?.find((one) => one?.startsWith('Patient/'))
    } else if (clause.kind === 'date' && clause.param === 'date') {
      range = { ...range, ...rangeOf(clause.values) }
    } else {
      const other = request.applied.find(([name]) => !/^(?:patient|date|_[a-z]+)$/.test(name))?.[0]
      throw OutcomeError.notSupported(
        `AuditEvent is searched by patient, date and _count alone${other === undefined ? '' : `, not by ${other}`}.`,
      )
    }
  }
  if (request.sort.length > 0)
    throw OutcomeError.notSupported('AuditEvents come newest first; _sort is not supported here.')
  if (principal.kind === 'patient') {
    if (patient !== undefined && patient !== principal.patient) return undefined
    return { patient: principal.patient, ...range }
  }
  // Whose it was that was refused the asker is not told: not by a count either.
  const about = patient === undefined ? {} : { patient, permitted: true }
  return { who: principal.who, ...about, ...range }
}

function rangeOf(values: readonly { prefix: string; lo: string; hi: string }[]): {
  from?: string
  to?: string
} {
  const [value] = values
  if (value === undefined || values.length > 1)
    throw OutcomeError.notSupported('date takes one value at a time here; repeat it for a range.')
  const lo = new Date(millisOf(value.lo)).toISOString()
  const hi = new Date(millisOf(value.hi)).toISOString()
  switch (value.prefix) {
    case 'eq':
      return { from: lo, to: hi }
    case 'ge':
      return { from: lo }
    case 'gt':
    case 'sa':
      return { from: new Date(millisOf(value.hi) + 1).toISOString() }
    case 'le':
      return { to: hi }
    case 'lt':
    case 'eb':
      return { to: new Date(millisOf(value.lo) - 1).toISOString() }
    default:
      throw OutcomeError.notSupported('This prefix is not supported for the date of AuditEvents.')
  }
}

function positionOf(page: PageInput): WitnessQuery['after'] {
  const [at, id] = page.after ?? []
  return typeof at === 'string' && typeof id === 'string' ? { at, id } : undefined
}

function mayRead(session: Session, line: Line): boolean {
  const { principal } = session
  if (principal.kind === 'patient') return line.patients.includes(principal.patient)
  return line.who === principal.who
}

function ruleOf(session: Session, line: Line): string {
  return session.principal.kind === 'patient' && line.patients.length > 0 ? 'R16' : 'R19f'
}

function ownPatients(session: Session, line: Line): readonly string[] {
  const { principal } = session
  return 'patient' in principal ? [principal.patient] : line.patients
}

/** To whoever asked, a refusal of something hidden is one of something absent; she reads what it was. */
function told(session: Session, line: Line): Line {
  if (session.principal.kind === 'patient' || line.outcome === 'permit') return line
  if (line.rule === 'R1' && line.items.length === 0 && line.patients.length === 0) return line
  return { ...line, rule: 'absent', patients: [], items: [] }
}

function shown(session: Session, line: Line): Version {
  const { principal } = session
  const reader = 'patient' in principal ? { reader: principal.patient } : {}
  return {
    type: 'AuditEvent',
    id: line.id,
    vid: '1',
    lastUpdated: line.at,
    json: JSON.stringify(render(told(session, line), { base: session.hearth.base, ...reader })),
  }
}
