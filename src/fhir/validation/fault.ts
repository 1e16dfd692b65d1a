/** What is wrong with one primitive value; the text begins behind the element's name. */
import type { IssueCode } from '../outcome.ts'

export interface Fault {
  readonly code: IssueCode
  readonly text: string
}
