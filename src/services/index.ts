/** The needs that are served: only the list. */
import type { ServiceDeclaration } from '#record/declaration.ts'
import { messaging } from './messaging/messaging.ts'

export const services: readonly ServiceDeclaration[] = [messaging]
