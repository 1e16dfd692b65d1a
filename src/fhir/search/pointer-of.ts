/** `parsePointer` with a memory: one patient's rows name the same few others. */
import { type Pointer, parsePointer } from '../reference.ts'

const recent = new Map<string, Pointer>()
let recentBase: string | undefined

export function pointerOf(text: string, base: string | undefined): Pointer {
  if (base !== recentBase || recent.size >= 2000) {
    recent.clear()
    recentBase = base
  }
  const known = recent.get(text)
  if (known !== undefined) return known
  const pointer = parsePointer(text, base)
  recent.set(text, pointer)
  return pointer
}
