/** R3e: anyone with the right to write may raise a label; only the patient may lower what she marked. */
import { type Label, secret } from './label.ts'

export function mayRelabel(before: Label, after: Label, byPatient: boolean): boolean {
  if (byPatient) return true
  if (before.con === secret && after.con < secret) return false
  return !before.sen.includes('PRS') || after.sen.includes('PRS')
}
