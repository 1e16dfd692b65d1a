/**
 * One sentence per rule (R25), for the patient and for whoever asked. The requester learns no more than an absent item
 * would say; a translation replaces the sentences, never the rules.
 */
import type { Decision } from './decision.ts'

export type Audience = 'patient' | 'requester'

export interface ExplainInput {
  /** how the patient knows the asker, say `Dr Lim` */
  readonly asker?: string
  /** R25: the patient lets requesters be told to ask her */
  readonly tellThem?: boolean
}

export function explain(decision: Decision, audience: Audience, input: ExplainInput = {}): string {
  if (audience === 'requester') {
    if (decision.decision === 'permit') return requesterPermit[decision.rule] ?? 'You may see this.'
    if (decision.rule === 'R1' || decision.rule === 'R0') return 'Your access does not reach this.'
    const absent = 'There is no such resource.'
    return input.tellThem === true ? `${absent} You may ask the patient.` : absent
  }
  const sentences = decision.decision === 'permit' ? permitted : denied
  const sentence = sentences[decision.rule] ?? sentences.R19 ?? ''
  return sentence.replaceAll('{asker}', input.asker ?? 'This person')
}

const requesterPermit: Readonly<Record<string, string>> = {
  R13b: 'You may see who this person is.',
  R16: 'This is your own record.',
  R17: 'You act for this person by law.',
  R18b: 'The patient has allowed you to see this.',
  R19: 'The patient lets those who care for her see this.',
  R19d: 'You may add to this record.',
  R19e: 'Your organisation recorded this.',
  R19f: 'This was addressed to you.',
  R20: 'You see this in an emergency; the patient is told at once.',
  R22: 'This is in the directory.',
}

const permitted: Readonly<Record<string, string>> = {
  R0: 'The server did this itself, as one of its declared duties.',
  R13b: '{asker} can see your name, birth year and language, because you trust {asker} with something or because their organisation has recorded something about you.',
  R16: 'You can see everything in your own record.',
  R17: '{asker} can see this as your guardian or attorney; your secret items stay closed.',
  R18b: '{asker} can see this: you allowed it.',
  R19: '{asker} can see this: your general setting lets those who care for you see ordinary items.',
  R19d: '{asker} can add to your record, and reads back only what was sent.',
  R19e: '{asker} can see this, because their own organisation recorded it; to end that, block the person or the organisation by name.',
  R19f: '{asker} can see this, because it was addressed to them or shows what they did themselves.',
  R20: '{asker} can see this in a declared emergency; you are told at once.',
  R22: 'This is part of the directory or was recorded by {asker}, and belongs to no patient.',
}

const denied: Readonly<Record<string, string>> = {
  R0: 'The server may not do this by itself.',
  R1: 'The app or role of {asker} does not reach this, whatever you allow.',
  R16b: 'This result is held until its release date, as you chose.',
  R16c: 'You blocked this app, so it gets nothing of yours.',
  R16d: 'Somebody else recorded this; you can ask them to change it and you can label it.',
  R18a: "{asker} can't see this: you blocked it.",
  R18c: "{asker} can't see this: what you allowed {asker} does not include it.",
  R19: "{asker} can't see this: you have not allowed it.",
  R22: "{asker} can't see this: only whoever recorded it can.",
}
