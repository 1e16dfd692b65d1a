/** Recognises errors of the database by code and label, never by message or class: both engines raise them. */

export const duplicateKey = 11_000

export function isServerError(error: unknown, code: number): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}

export function hasLabel(error: unknown, label: string): boolean {
  return (
    error instanceof Error &&
    'hasErrorLabel' in error &&
    typeof error.hasErrorLabel === 'function' &&
    error.hasErrorLabel(label) === true
  )
}
