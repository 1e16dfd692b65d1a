/** Opens the hearth over what `context` made, and hands out one Access per caller. */
import { tickOf } from '#fhir/tick.ts'
import type { Principal } from '#policy/principal.ts'
import type { Storage } from '#storage/storage.ts'
import { type Closure, openClosures, registryEpoch } from './actors.ts'
import { create } from './create.ts'
import type { ServiceDeclaration } from './declaration.ts'
import { remove } from './delete.ts'
import { openDirectives } from './directives.ts'
import type { Change, Hearth, Session } from './hearth.ts'
import { history } from './history.ts'
import { openPreparer } from './prepare-pool.ts'
import { read, vread } from './read.ts'
import { againOnConflict } from './recheck.ts'
import type { Access, Record, RequestContext } from './record.ts'
import { search } from './search.ts'
import { transact } from './transact.ts'
import { update } from './update.ts'

export interface RecordParts {
  readonly storage: Storage
  readonly clock: () => number
  readonly newId: () => string
  readonly base: string
  readonly timeZone: string
  readonly services: readonly ServiceDeclaration[]
  readonly committed?: (changes: readonly Change[]) => void
  /** told the request in which query and law disagreed */
  readonly alarm?: (request: string) => void
}

export function openRecord(parts: RecordParts): Record & { close(): Promise<void> } {
  const hearth: Hearth = {
    ...parts,
    closures: openClosures(parts.storage),
    directives: openDirectives(parts.storage),
    preparer: openPreparer(),
    committed: parts.committed ?? (() => undefined),
    alarm: parts.alarm ?? (() => undefined),
  }
  return {
    async open(principal, request) {
      return access(await openSession(hearth, principal, request))
    },
    close: () => hearth.preparer.close(),
  }
}

async function openSession(
  hearth: Hearth,
  principal: Principal,
  request: RequestContext | undefined,
): Promise<Session> {
  const now = hearth.clock()
  const { closure, epoch } = await hearth.closures.of(principal, now)
  return {
    hearth,
    principal: actingFor(principal, closure),
    closure,
    request: request?.id ?? hearth.newId(),
    now,
    nowTick: tickOf(now),
    rests: new Map([[registryEpoch, epoch]]),
    memory: new Map(),
    reopen: () => openSession(hearth, principal, request),
  }
}

/** A practitioner acts for the organisation and in the role that the registry knows at this moment, and for no other. */
function actingFor(principal: Principal, closure: Closure): Principal {
  if (principal.kind !== 'practitioner') return principal
  const { role, organization: _former, ...rest } = principal
  const { organization } = closure
  return {
    ...rest,
    ...(role !== undefined && closure.actors.has(role) ? { role } : {}),
    ...(organization === undefined
      ? {}
      : { organization: organization as `Organization/${string}` }),
  }
}

function access(session: Session): Access {
  return {
    read: (type, id) => read(session, type, id),
    vread: (type, id, vid) => vread(session, type, id, vid),
    search: (request, page) => search(session, request, page ?? {}),
    history: (type, id, page) => history(session, type, id, page),
    create: (type, body, options) =>
      againOnConflict(session, (current) => create(current, type, body, options ?? {})),
    update: (type, id, body, options) =>
      againOnConflict(session, (current) => update(current, type, id, body, options ?? {})),
    delete: (type, id, options) =>
      againOnConflict(session, (current) => remove(current, type, id, options ?? {})),
    transact: (body, options) => transact(session, body, options ?? {}),
  }
}
