/** A terminal that remembers, and a toolbox that does as a test says. */
import type { Io, Sink } from '#cli/io.ts'
import { run } from '#cli/main.ts'
import type { Admin, Toolbox } from '#cli/toolbox.ts'
import type { Principal } from '#policy/principal.ts'
import type { Access, TransactionAnswer, TransactOptions } from '#record/record.ts'

export const labPrincipal: Principal = {
  kind: 'client',
  who: 'Device/lab',
  organization: 'Organization/lab',
  scopes: [],
  purpose: 'TREAT',
  ceiling: 'R',
  grant: 'cli',
  steppedUp: false,
}

export interface Fakes {
  readonly admin?: Partial<Admin>
  readonly client?: (id: string) => Promise<Principal>
  readonly transact?: (body: string, options: TransactOptions) => Promise<TransactionAnswer>
  readonly serve?: () => Promise<number>
  readonly isTTY?: boolean
}

export interface Told {
  readonly code: number
  readonly out: string
  readonly err: string
  readonly closed: number
}

export async function runWith(argv: readonly string[], fakes: Fakes = {}): Promise<Told> {
  let closed = 0
  let now = 0
  const sink = (texts: string[]): Sink => ({
    write: (text) => texts.push(text),
    isTTY: fakes.isTTY ?? false,
    columns: 80,
  })
  const out: string[] = []
  const err: string[] = []
  const io: Io = {
    stdout: sink(out),
    stderr: sink(err),
    color: false,
    now: () => (now += 250),
    open: async () => toolbox(fakes, () => closed++),
    serve: fakes.serve ?? (async () => 0),
  }
  const code = await run(argv, io)
  return { code, out: out.join(''), err: err.join(''), closed }
}

function toolbox(fakes: Fakes, close: () => void): Toolbox {
  const notAsked = () => Promise.reject(new Error('not part of this test'))
  const access: Access = {
    read: notAsked,
    vread: notAsked,
    search: notAsked,
    history: notAsked,
    create: notAsked,
    update: notAsked,
    delete: notAsked,
    transact: (body, options = {}) => (fakes.transact ?? notAsked)(body, options),
  }
  return {
    record: { open: async () => access },
    admin: {
      addClient: notAsked,
      addRegistry: notAsked,
      mintForClient: notAsked,
      mintForPerson: notAsked,
      check: notAsked,
      ...fakes.admin,
    },
    principals: { client: fakes.client ?? (async () => labPrincipal) },
    close: async () => close(),
  }
}
