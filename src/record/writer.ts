/** In whose name a version is recorded (consent.md 5, Recorder), and what the server stamps on it. */
import type { Session } from './hearth.ts'

/** The organisation acted for, or the patient where she or someone for her writes; an administrator is itself. */
export function recorderOf(session: Session): string {
  const { principal, closure } = session
  switch (principal.kind) {
    case 'patient':
    case 'representative':
      return principal.patient
    case 'practitioner':
      return closure.organization ?? principal.who
    case 'client':
      return principal.organization
    case 'administrator':
    case 'system':
      return principal.who
  }
}

/** R7: what an administrator writes is registry. */
export function writesRegistry(session: Session): boolean {
  return session.principal.kind === 'administrator'
}

/** For Patient every organisation that wrote a version stays a recorder; elsewhere the last writer alone. */
export function recordersAfter(type: string, before: readonly string[], writer: string): string[] {
  return type === 'Patient' ? [...new Set([...before, writer])] : [writer]
}
