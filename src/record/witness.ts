/**
 * Every act and every refusal becomes a line that is durable before its answer leaves: no witness, no answer (R24).
 */
import { type Act, lineOf as lineOfAct } from '#audit/event.ts'
import type { Line } from '#audit/line.ts'
import type { Session } from './hearth.ts'

export function lineOf(session: Session, act: Act): Line {
  const { principal, closure, hearth, request } = session
  return lineOfAct(act, {
    id: hearth.newId(),
    at: hearth.clock(),
    request,
    principal,
    ...(closure.role === undefined ? {} : { role: closure.role }),
    ...(closure.organization === undefined ? {} : { organization: closure.organization }),
  })
}

/** Resolves when the line is on disk. */
export async function witness(session: Session, act: Act): Promise<void> {
  await session.hearth.storage.witness.append([{ ...lineOf(session, act) }])
}
