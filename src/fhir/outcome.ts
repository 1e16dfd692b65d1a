/**
 * What went wrong, in FHIR's own words: issue codes, their HTTP status, and the one error class.
 * https://hl7.org/fhir/R4/operationoutcome.html, https://hl7.org/fhir/R4/valueset-issue-type.html
 */
import type { OperationOutcome } from '@medplum/fhirtypes'

/** The IssueType codes that Amanah uses, each with the HTTP status it answers. */
const statusByCode = {
  structure: 400,
  required: 400,
  value: 400,
  invalid: 400,
  'too-costly': 400,
  login: 401,
  forbidden: 403,
  'not-found': 404,
  deleted: 410,
  conflict: 409,
  'multiple-matches': 412,
  'too-long': 413,
  invariant: 422,
  'code-invalid': 422,
  'business-rule': 422,
  throttled: 429,
  exception: 500,
  'not-supported': 400,
  suppressed: 404,
  transient: 503,
  informational: 200,
} as const

export type IssueCode = keyof typeof statusByCode

/** One finding. `expression` is FHIRPath; `diagnostics` names elements and rules, never values of a record. */
export interface Issue {
  readonly severity: 'fatal' | 'error' | 'warning' | 'information'
  readonly code: IssueCode
  readonly diagnostics: string
  readonly expression?: readonly string[]
}

export function statusOf(code: IssueCode): number {
  return statusByCode[code]
}

export function error(code: IssueCode, diagnostics: string, expression?: string): Issue {
  return {
    severity: 'error',
    code,
    diagnostics,
    ...(expression === undefined ? {} : { expression: [expression] }),
  }
}

/** The one error class below the doors. Thrown outside `policy` only; `rest/error-handler` translates it. */
export class OutcomeError extends Error {
  override readonly name = 'OutcomeError'
  readonly issues: readonly Issue[]
  readonly status: number

  constructor(issues: Issue | readonly Issue[], status?: number) {
    const all: readonly Issue[] = Array.isArray(issues) ? issues : [issues]
    const [first] = all
    super(first?.code ?? 'exception')
    this.issues = all
    this.status = status ?? statusOf(first?.code ?? 'exception')
  }

  static invalid(diagnostics: string, expression?: string): OutcomeError {
    return new OutcomeError(error('invalid', diagnostics, expression))
  }
  static structure(diagnostics: string, expression?: string): OutcomeError {
    return new OutcomeError(error('structure', diagnostics, expression))
  }
  /** One sentence for absent, hidden and never existed: it must not tell them apart. */
  static notFound(): OutcomeError {
    return new OutcomeError(error('not-found', 'There is no such resource.'))
  }
  static deleted(): OutcomeError {
    return new OutcomeError(error('deleted', 'The resource was deleted.'))
  }
  static forbidden(diagnostics: string): OutcomeError {
    return new OutcomeError(error('forbidden', diagnostics))
  }
  static login(): OutcomeError {
    return new OutcomeError(error('login', 'A valid bearer token is required.'))
  }
  static conflict(diagnostics: string): OutcomeError {
    return new OutcomeError(error('conflict', diagnostics))
  }
  /** A failed If-Match or another precondition. */
  static precondition(diagnostics: string): OutcomeError {
    return new OutcomeError(error('conflict', diagnostics), 412)
  }
  static multipleMatches(diagnostics: string, expression?: string): OutcomeError {
    return new OutcomeError(error('multiple-matches', diagnostics, expression))
  }
  static businessRule(diagnostics: string, expression?: string): OutcomeError {
    return new OutcomeError(error('business-rule', diagnostics, expression))
  }
  /** `status` 404 for an unknown type or operation, 400 (default) for a parameter or modifier. */
  static notSupported(
    diagnostics: string,
    status: 400 | 404 | 405 | 406 | 415 = 400,
  ): OutcomeError {
    return new OutcomeError(error('not-supported', diagnostics), status)
  }
  static tooCostly(diagnostics: string): OutcomeError {
    return new OutcomeError(error('too-costly', diagnostics))
  }
  static tooLong(diagnostics: string): OutcomeError {
    return new OutcomeError(error('too-long', diagnostics))
  }
}

/** The resource that a client reads; at most 100 issues, errors before warnings. */
export function toOperationOutcome(issues: readonly Issue[], requestId?: string): OperationOutcome {
  const rank = { fatal: 0, error: 1, warning: 2, information: 3 }
  const sorted = [...issues].sort((a, b) => rank[a.severity] - rank[b.severity]).slice(0, 100)
  return {
    resourceType: 'OperationOutcome',
    ...(requestId === undefined ? {} : { id: requestId }),
    issue: sorted.map((issue) => ({
      severity: issue.severity,
      code: issue.code as NonNullable<OperationOutcome['issue']>[number]['code'],
      diagnostics: issue.diagnostics,
      ...(issue.expression === undefined ? {} : { expression: [...issue.expression] }),
    })),
  }
}
