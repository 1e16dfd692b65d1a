/** A person or a clinic's system as a caller of the running server: mints a token, asks over HTTP, reads the answer. */
import type { OperationOutcome, Resource } from '@medplum/fhirtypes'
import type { Context } from '../src/context.ts'

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  readonly body: unknown
}

export interface Session {
  readonly name: string
  ask(
    method: string,
    path: string,
    body?: object,
    headers?: Record<string, string>,
  ): Promise<Answer>
  /** The body of an answer with this status; anything else ends the story. */
  must(
    status: number,
    method: string,
    path: string,
    body?: object,
    headers?: Record<string, string>,
  ): Promise<Resource>
}

export function session(base: string, name: string, token: string): Session {
  async function ask(
    method: string,
    path: string,
    body?: object,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const response = await fetch(`${base}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        accept: 'application/fhir+json',
        ...(body === undefined ? {} : { 'content-type': 'application/fhir+json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    return { status: response.status, headers: response.headers, text, body: parsed(text) }
  }
  return {
    name,
    ask,
    async must(status, method, path, body, headers) {
      const answer = await ask(method, path, body, headers)
      if (answer.status !== status)
        throw new Error(
          `${name}: ${method} ${path} answered ${answer.status} instead of ${status}: ${faultOf(answer)}`,
        )
      return answer.body as Resource
    },
  }
}

function parsed(text: string): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text)
  } catch {
    return undefined
  }
}

export function faultOf(answer: Answer): string {
  const outcome = answer.body as OperationOutcome | undefined
  return outcome?.resourceType === 'OperationOutcome'
    ? (outcome.issue ?? [])
        .map((issue) => `${issue.diagnostics} ${issue.expression ?? ''}`)
        .join('; ')
    : answer.text.slice(0, 200)
}

/** A session of somebody of the registry, or of a patient. */
export async function sessionOf(
  context: Context,
  person: { readonly ref: string; readonly name: string },
): Promise<Session> {
  return session(
    addressOf(context.config),
    person.name,
    await context.admin.mintForPerson({ who: person.ref }),
  )
}

/** Where the server listens on this machine, whatever it is called outside. */
export function addressOf({ host, port }: Context['config']): string {
  return `http://${host.includes(':') && !host.startsWith('[') ? `[${host}]` : host}:${port}/fhir`
}
