/** Answers that stay right as long as one opening lasts, because its law is fixed. */
import type { Session } from './hearth.ts'

export function onceIn<T>(session: Session, question: string, work: () => Promise<T>): Promise<T> {
  const held = session.memory.get(question)
  if (held !== undefined) return held as Promise<T>
  const answer = work()
  session.memory.set(question, answer)
  return answer
}
