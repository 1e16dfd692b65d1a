/** The context as the command line needs it: no storage, only the door and the acts of an administrator. */
import type { Principal } from '#policy/principal.ts'
import type { Record, TransactionAnswer } from '#record/record.ts'

export interface Toolbox {
  readonly record: Record
  readonly admin: Admin
  readonly principals: {
    /** OutcomeError if there is no such client or it is disabled */
    client(id: string): Promise<Principal>
  }
  close(): Promise<void>
}

export interface Admin {
  addClient(input: ClientInput): Promise<AddedClient>
  /** A transaction Bundle of directory rows, as administrator. */
  addRegistry(bundle: string): Promise<TransactionAnswer>
  /** A signed token; `client` is a client_id. */
  mintForClient(input: MintInput & { readonly client: string }): Promise<string>
  /** `who` is Patient/…, Practitioner/…, PractitionerRole/… or RelatedPerson/… */
  mintForPerson(input: MintInput & { readonly who: string }): Promise<string>
  /** Findings as sentences; none if all is well. */
  check(progress?: (done: number, total: number) => void): Promise<readonly string[]>
}

export interface MintInput {
  /** words separated by blanks; without it all that is allowed */
  readonly scope?: string
  readonly minutes?: number
}

export interface ClientInput {
  readonly name: string
  /** name of its Organization, created or reused */
  readonly organization: string
  readonly scope: string
  readonly purpose: string
  /** a JWK set as text, or the https URL of one */
  readonly jwks?: string
  readonly jwksUri?: string
  /** absent: it chooses no ids; `made`: the server makes a prefix */
  readonly ids?: { readonly prefix: string } | 'made'
}

export interface AddedClient {
  readonly client_id: string
  /** `Organization/…` */
  readonly organization: string
  readonly id_prefix: string | null
}
