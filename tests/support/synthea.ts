/** Some of Synthea's patients as they lie beside the checkout, brought in by the command line's own `import`. */
import { existsSync, readFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { run } from '#cli/main.ts'
import type { Toolbox } from '#cli/toolbox.ts'
import type { TransactionAnswer } from '#record/record.ts'
import type { TestApp } from './app.ts'

const folder = join('..', 'shared', 'data', 'synthea')
const fileOf = (name: string) => join(folder, `${name}.json.gz`)

export const isSyntheaThere = existsSync(folder)

/** Hospitals and practitioners, to which the patients' Bundles refer by identifier. */
export const directory: readonly string[] = [
  fileOf('0-hospitalInformation1625911868739'),
  fileOf('0-practitionerInformation1625911868739'),
]

/** 66 entries in 160 kB: prepared in the main thread. */
export const small = fileOf('8a4c9c04-1524-9f1c-d65b-9b17e4520fef')
/** 134 entries in 310 kB: from 256 kB on, the preparing thread is asked. */
export const large = fileOf('6c8f3e83-c351-ed33-c38d-6be101c275d2')
/** with Medications, which follow their first referrer */
export const medicated = fileOf('53eac4c0-8d6b-72da-2768-a6d08e687f48')
/** with a Device of hers */
export const implanted = fileOf('b6f92fa3-b989-fa1b-aad8-aafb1020a5e9')
/** with an ImagingStudy */
export const imaged = fileOf('c0697745-be05-4abc-07e0-f78ca6cb7230')

interface SentResource {
  readonly resourceType: string
  readonly id: string
  readonly meta?: object
  readonly identifier?: readonly { readonly system: string; readonly value: string }[]
}

export interface SentEntry {
  readonly fullUrl: string
  readonly resource: SentResource
  readonly request: { readonly url: string; readonly ifNoneExist?: string }
}

/** Every number of it as the text that it is written with. */
export function exactJson(text: string): unknown {
  return JSON.parse(text, (_name, value, { source }) =>
    typeof value === 'number' && source !== undefined ? JSON.rawJSON(source) : value,
  )
}

export function entriesOf(file: string): readonly SentEntry[] {
  return (exactJson(gunzipSync(readFileSync(file)).toString()) as { entry: SentEntry[] }).entry
}

export function countsOf(files: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const { resource } of files.flatMap(entriesOf))
    counts.set(resource.resourceType, (counts.get(resource.resourceType) ?? 0) + 1)
  return counts
}

export interface Imported {
  readonly code: number
  readonly out: string
  readonly err: string
  /** what each fullUrl, and each criterion as `Type?criterion`, became: `Type/id` */
  readonly became: ReadonlyMap<string, string>
}

/** `amanah import … --client …` over the open store. */
export async function importAs(
  app: TestApp,
  client: string,
  files: readonly string[],
  ...options: readonly string[]
): Promise<Imported> {
  const became = new Map<string, string>()
  const out: string[] = []
  const err: string[] = []
  const toolbox: Toolbox = {
    ...app.context,
    record: overheard(app.context.record, (body, answer) => note(body, answer, became)),
    close: async () => undefined,
  }
  const code = await run(['import', ...files, '--client', client, ...options], {
    stdout: { write: (text) => out.push(text) },
    stderr: { write: (text) => err.push(text) },
    color: false,
    now: () => app.clock.now,
    open: async () => toolbox,
    serve: async () => 1,
  })
  return { code, out: out.join(''), err: err.join(''), became }
}

/** The record itself; only what a transaction answers is heard as well. */
function overheard(
  record: Toolbox['record'],
  hear: (body: string, answer: TransactionAnswer) => void,
): Toolbox['record'] {
  return {
    async open(principal, request) {
      const access = await record.open(principal, request)
      return {
        ...access,
        async transact(body, options) {
          const answer = await access.transact(body, options)
          hear(body, answer)
          return answer
        },
      }
    },
  }
}

function note(body: string, answer: TransactionAnswer, became: Map<string, string>): void {
  const { entry } = JSON.parse(body) as { entry: SentEntry[] }
  for (const [place, { location }] of answer.entries.entries()) {
    const sent = entry[place]
    const ref = location?.replace(/\/_history\/.*$/, '')
    if (sent === undefined || ref === undefined) continue
    became.set(sent.fullUrl, ref)
    const { url, ifNoneExist } = sent.request
    if (ifNoneExist !== undefined) became.set(`${url}?${ifNoneExist}`, ref)
  }
}

export interface Told {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
}

/** A GET over a connection that is kept: thousands are asked. */
export async function get(app: TestApp, token: string, path: string): Promise<Told> {
  const { port } = app.server.address() as AddressInfo
  const answer = await fetch(`http://127.0.0.1:${port}/fhir/${path}`, {
    headers: { authorization: `Bearer ${token}` },
  })
  return {
    status: answer.status,
    headers: Object.fromEntries(answer.headers),
    text: await answer.text(),
  }
}

/** Status, headers and body, but request id and date. */
export function withoutRequest({ status, headers, text }: Told): string {
  const { date: _date, 'x-request-id': id, ...rest } = headers
  return JSON.stringify([status, rest, text.replaceAll(String(id), '')])
}

export async function totalOf(app: TestApp, token: string, search: string): Promise<number> {
  const { status, text } = await get(
    app,
    token,
    `${search}${search.includes('?') ? '&' : '?'}_summary=count`,
  )
  const bundle = JSON.parse(text) as { total?: number }
  if (status !== 200 || bundle.total === undefined) throw new Error(text)
  return bundle.total
}

export async function totalsOf(
  app: TestApp,
  token: string,
  types: Iterable<string>,
): Promise<Record<string, number>> {
  const totals: Record<string, number> = {}
  for (const type of types) totals[type] = await totalOf(app, token, type)
  return totals
}

/** A few at a time, as a client would. */
export async function each<T>(items: Iterable<T>, act: (item: T) => Promise<void>): Promise<void> {
  const rest = [...items].values()
  const worker = async () => {
    for (const item of rest) await act(item)
  }
  await Promise.all(Array.from({ length: 8 }, worker))
}
