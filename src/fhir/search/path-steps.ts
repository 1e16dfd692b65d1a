/** The grammar of R4's search expressions: arms of a union, each a chain of steps. http://hl7.org/fhirpath/N1/ */

export type Step =
  | { readonly is: 'member'; readonly name: string; readonly first: boolean }
  | { readonly is: 'ofType'; readonly type: string }
  /** `where(system='phone')` */
  | { readonly is: 'equal'; readonly name: string; readonly value: string }
  /** `where(resolve() is Patient)` */
  | { readonly is: 'resolves'; readonly type: string }
  /** `exists() and … != false` */
  | { readonly is: 'isTrue' }

export interface Arm {
  readonly steps: readonly Step[]
  /** begins at the resource, wherever the walk stands */
  readonly fromResource: boolean
}

/** Throws on what the grammar does not know, so that no parameter is lost silently. */
export function parsePath(expression: string): Arm[] {
  return splitArms(expression).map(parseArm)
}

const root = '%resource.'
const deceased = 'Patient.deceased.exists() and Patient.deceased != false'

function parseArm(text: string): Arm {
  if (text === deceased) return { steps: [{ is: 'isTrue' }], fromResource: false }
  const fromResource = text.startsWith(root)
  let rest = (fromResource ? text.slice(root.length) : text)
    .replaceAll(/[()]/g, (bracket, at: number, whole: string) =>
      isGrouping(whole, at) ? '' : bracket,
    )
    // the type in front says where the arm begins
    .replace(/^[A-Z]\w*\.?/, '')
  const steps: Step[] = []
  while (rest !== '') {
    const match =
      /^(?:ofType\(([A-Za-z]+)\)|where\((\w+)='([^']*)'\)|where\(resolve\(\) is (\w+)\)|(\w+)(\[0\])?)(?:\.(?=\w)|$)/.exec(
        rest,
      )
    if (match === null) throw new Error(`Search expression not understood: ${text}`)
    const [whole, type, name, value, target, member, index] = match
    if (type !== undefined) steps.push({ is: 'ofType', type })
    else if (name !== undefined && value !== undefined) steps.push({ is: 'equal', name, value })
    else if (target !== undefined) steps.push({ is: 'resolves', type: target })
    else if (member !== undefined)
      steps.push({ is: 'member', name: member, first: index !== undefined })
    rest = rest.slice(whole.length)
  }
  return { steps, fromResource }
}

/** Brackets that group, as in `(A.b.ofType(C)).d`: the opening one follows no name. */
function isGrouping(text: string, at: number): boolean {
  if (text[at] === '(') return at === 0 || /[\s(]/.test(text[at - 1] ?? '')
  let depth = 0
  for (let back = at; back >= 0; back--) {
    if (text[back] === ')') depth++
    else if (text[back] === '(' && --depth === 0) return isGrouping(text, back)
  }
  return false
}

function splitArms(expression: string): string[] {
  return expression.split('|').map((arm) => arm.trim())
}
