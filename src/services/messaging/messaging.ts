/** Messaging, first cut: asks, their Tasks and the messages in their threads (crm.md 3). */
import type { Communication, CommunicationRequest, Task } from '@medplum/fhirtypes'
import type { Rule, RuleInput, ServiceDeclaration } from '#record/declaration.ts'
import { ask } from './ask.ts'
import { change } from './change.ts'
import { keepMessage, keepWork } from './keep.ts'
import { message } from './message.ts'
import { takenBy, work } from './work.ts'

const asks: Rule = {
  type: 'CommunicationRequest',
  on: ['create'],
  judge: (input) => ask(input as RuleInput & { after: CommunicationRequest }),
}

const askChanges: Rule = {
  type: 'CommunicationRequest',
  on: ['update', 'delete'],
  judge: (input) => change(input as RuleInput & { before: CommunicationRequest }),
}

const tasks: Rule = {
  type: 'Task',
  on: ['update'],
  judge: (input) => work(input as RuleInput & { before: Task; after: Task }),
  conflict: (current) => takenBy(current as Task),
}

/** What a thread is made of stays: the work is never without an owner, a message never without its thread. */
const keptWork: Rule = {
  type: 'Task',
  on: ['delete'],
  judge: (input) => keepWork(input as RuleInput & { before: Task }),
}

const keptMessages: Rule = {
  type: 'Communication',
  on: ['update', 'delete'],
  judge: (input) => keepMessage(input as RuleInput & { before: Communication }),
}

const messages: Rule = {
  type: 'Communication',
  on: ['create'],
  judge: (input) => message(input as RuleInput & { after: Communication }),
}

export const messaging: ServiceDeclaration = {
  name: 'messaging',
  rules: [asks, askChanges, tasks, keptWork, messages, keptMessages],
}
