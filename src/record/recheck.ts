/**
 * Read again just before an answer leaves: if a Consent, a role or a team changed since the law was read,
 * the answer starts over (consent.md 8.6).
 */
import { error, OutcomeError } from '#fhir/outcome.ts'
import type { Session } from './hearth.ts'

const tries = 8

export async function stillInForce(session: Session): Promise<boolean> {
  const now = await session.hearth.storage.epochs([...session.rests.keys()])
  for (const [id, epoch] of session.rests) if ((now.get(id) ?? 0) !== epoch) return false
  return true
}

export function lawChanged(): OutcomeError {
  return OutcomeError.conflict('The rules of access changed while this was written: try again.')
}

/** Runs `answer` until what it rested on is still so when it is done; what would rest on a law that ended never leaves. */
export async function underLaw<T>(
  session: Session,
  answer: (session: Session) => Promise<T>,
): Promise<T> {
  let current = session
  for (let attempt = 1; ; attempt++) {
    let result: { value: T } | { fault: unknown }
    try {
      result = { value: await answer(current) }
    } catch (fault) {
      result = { fault }
    }
    if (await stillInForce(current)) {
      if ('fault' in result) throw result.fault
      return result.value
    }
    if (attempt === tries)
      throw new OutcomeError(
        error('transient', 'The rules of access keep changing while this is answered: try again.'),
      )
    current = await current.reopen()
  }
}

/** Runs a write again when somebody else was faster (409), under the law of that moment; then lets the conflict stand. */
export async function againOnConflict<T>(
  session: Session,
  write: (session: Session) => Promise<T>,
): Promise<T> {
  let current = session
  for (let attempt = 1; ; attempt++) {
    try {
      return await write(current)
    } catch (fault) {
      const conflict = fault instanceof OutcomeError && fault.status === 409
      if (!conflict || attempt === tries) throw fault
      current = await current.reopen()
    }
  }
}
