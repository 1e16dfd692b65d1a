/** The update operators of the closed list; what they change is copied, the document before stays as it was. */
import { type Fields, isFields } from './bson.ts'
import { EngineError } from './engine-error.ts'
import { type FieldPath, fieldPath } from './field-path.ts'
import { compareKeys, isVague, keyOf } from './keys.ts'

export type Change = (document: Fields, inserts: boolean) => Fields

type Operator = (before: unknown, operand: unknown, path: string) => unknown

const operators: Readonly<Record<string, Operator>> = {
  $set: (_, operand) => operand,
  $unset: () => undefined,
  $setOnInsert: (_, operand) => operand,
  $inc: (before, operand, path) => {
    if (typeof operand !== 'number')
      throw mismatch('Cannot increment with a non-numeric argument', path)
    if (before === undefined) return operand
    if (typeof before !== 'number')
      throw mismatch('Cannot apply $inc to a value of non-numeric type', path)
    return before + operand
  },
  $min: (before, operand) =>
    before === undefined || order(operand, before) < 0 ? operand : before,
  $max: (before, operand) =>
    before === undefined || order(operand, before) > 0 ? operand : before,
  $push: (before, operand, path) => [
    ...arrayIn(before, '$push', path),
    ...each(operand, '$push', path),
  ],
  $addToSet: (before, operand, path) => {
    const found = arrayIn(before, '$addToSet', path)
    for (const one of each(operand, '$addToSet', path)) {
      if (!found.some((other) => same(one, other, '$addToSet', path))) found.push(one)
    }
    return before !== undefined && found.length === (before as unknown[]).length ? before : found
  },
  $pull: (before, operand, path) => {
    if (before === undefined) return undefined
    if (isFields(operand)) throw EngineError.notSupported('$pull by a condition', path)
    return arrayIn(before, '$pull', path).filter((one) => !same(operand, one, '$pull', path))
  },
}

interface Step {
  readonly name: string
  readonly apply: Operator
  readonly path: FieldPath
  readonly operand: unknown
}

export function parseUpdate(update: unknown): Change {
  if (Array.isArray(update)) throw EngineError.notSupported('update pipeline')
  if (!isFields(update)) throw EngineError.badValue('An update must be an object')
  const steps: Step[] = []
  for (const [name, operands] of Object.entries(update)) {
    if (!name.startsWith('$')) throw EngineError.badValue('An update needs atomic operators')
    const apply = operators[name]
    if (!apply)
      throw EngineError.notSupported(
        name,
        isFields(operands) ? Object.keys(operands)[0] : undefined,
      )
    if (!isFields(operands)) throw EngineError.badValue(`${name} must be an object`)
    for (const [path, operand] of Object.entries(operands)) {
      steps.push({ name, apply, path: fieldPath(path, name), operand })
    }
  }
  if (Object.keys(update).length === 0)
    throw EngineError.badValue('An update needs atomic operators')
  refuseConflicts(steps)
  return (document, inserts) => {
    let changed = document
    for (const { name, apply, path, operand } of steps) {
      if (name === '$setOnInsert' && !inserts) continue
      changed = changedAt(changed, path, 0, (before) => apply(before, operand, path.name))
    }
    return changed
  }
}

function refuseConflicts(steps: readonly Step[]): void {
  const names = steps.map(({ path }) => path.name).sort()
  for (const [at, name] of names.entries()) {
    const next = names.slice(at + 1).find((one) => one === name || one.startsWith(`${name}.`))
    if (next !== undefined) {
      const message = `Updating the path '${next}' would create a conflict at '${name}'`
      throw new EngineError('ConflictingUpdateOperators', message)
    }
  }
}

/** `undefined` removes the field, and makes nothing on the way to it. */
function changedAt(
  fields: Fields,
  path: FieldPath,
  step: number,
  change: (before: unknown) => unknown,
): Fields {
  const segment = path.segments[step] as string
  const before = Object.hasOwn(fields, segment) ? fields[segment] : undefined
  if (step + 1 === path.segments.length) return withField(fields, segment, change(before))
  if (before !== undefined && !isFields(before)) {
    const message = `Cannot create field '${path.segments[step + 1]}' in element '${segment}'`
    throw new EngineError('PathNotViable', message)
  }
  const inner = changedAt(before ?? {}, path, step + 1, change)
  if (before === undefined && Object.keys(inner).length === 0) return fields
  return withField(fields, segment, inner)
}

function withField(fields: Fields, name: string, value: unknown): Fields {
  if (value === undefined) {
    if (!Object.hasOwn(fields, name)) return fields
    const { [name]: _, ...rest } = fields
    return rest
  }
  return fields[name] === value ? fields : { ...fields, [name]: value }
}

function arrayIn(before: unknown, operator: string, path: string): unknown[] {
  if (before === undefined) return []
  if (!Array.isArray(before)) throw EngineError.badValue(`${operator} needs an array at ${path}`)
  return [...before]
}

function each(operand: unknown, operator: string, path: string): readonly unknown[] {
  if (!isFields(operand)) return [operand]
  const names = Object.keys(operand).filter((name) => name.startsWith('$'))
  if (names.length === 0) return [operand]
  const other = names.find((name) => name !== '$each')
  if (other !== undefined) throw EngineError.notSupported(`${other} within ${operator}`, path)
  if (!Array.isArray(operand.$each)) throw EngineError.badValue(`$each needs an array at ${path}`)
  return operand.$each
}

function same(left: unknown, right: unknown, operator: string, path: string): boolean {
  const key = keyOf(left)
  if (isVague(key)) throw EngineError.notSupported(`${operator} of a sub-document`, path)
  const other = keyOf(right)
  return !isVague(other) && compareKeys(key, other) === 0
}

function order(left: unknown, right: unknown): number {
  return compareKeys(keyOf(left), keyOf(right))
}

function mismatch(message: string, path: string): EngineError {
  return new EngineError('TypeMismatch', `${message}: ${path}`)
}
