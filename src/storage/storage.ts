/**
 * What the memory offers to `record/`, its only caller. Ids, stamps and times are handed in, so that a transaction
 * callback can be run again (MongoDB re-runs it on a write conflict).
 */
import type { SearchEntries } from '#fhir/search/entry.ts'
import type { Line, WitnessQuery } from './witness.ts'

/** The consent columns of one version (consent.md 8.2); `policy/item` gives them their meaning. */
export interface ConsentColumns {
  readonly t: string
  readonly cmp: readonly string[]
  readonly cpn: number
  readonly con: number
  readonly sen: readonly string[]
  readonly cod: readonly string[]
  readonly any: readonly string[]
  readonly prf: readonly string[]
  readonly src: readonly string[]
  readonly aut: readonly string[]
  readonly rec: readonly string[]
  readonly aud: readonly string[]
  readonly enc: readonly string[]
  readonly out: readonly string[]
  readonly lo: string
  readonly hi: string
  readonly hold?: string
  readonly reg?: boolean
}

/** What is live. `_id` = `Type/id`; `n` counts versions for optimistic concurrency and is never shown; `lu` is unique. */
export interface ResourceRow extends ConsentColumns, SearchEntries {
  readonly _id: string
  readonly n: number
  readonly vid: string
  readonly lu: string
  /** the text as it is sent, `meta` included */
  readonly json: string
  /** shard key: the only patient, else `_id` */
  readonly sk: string
}

/** What is superseded or deleted. `_id` = `Type/id/n`. A tombstone has `del` and no text. */
export interface VersionRow extends ConsentColumns {
  readonly _id: string
  readonly of: string
  readonly n: number
  readonly vid: string
  readonly lu: string
  readonly json?: string
  readonly del?: boolean
}

/** A filter in the closed list of storage.md 6. */
export type Filter = Readonly<Record<string, unknown>>
export type Sort = Readonly<Record<string, 1 | -1>>

export interface FindOptions {
  readonly sort?: Sort
  readonly limit?: number
  /** columns wanted; all without it */
  readonly fields?: readonly string[]
}

/** The compiled law of one patient, kept as text; `epoch` moves with every change. */
export interface DirectivesRow {
  readonly _id: string
  readonly epoch: number
  readonly json: string
}

/** Finds candidate patients for a caller; never decides (consent.md 8.5). */
export interface ReachRow {
  readonly _id: string
  readonly patient: string
  /** a reference, or `*` for anyone */
  readonly actor: string
  readonly effect: 'permit' | 'deny' | 'posture'
  readonly consent: string
}

export interface GrantRow {
  readonly _id: string
  readonly kind: 'patient' | 'representative' | 'practitioner' | 'client' | 'administrator'
  readonly who: string
  readonly patient?: string
  readonly role?: string
  readonly organization?: string
  readonly client?: string
  readonly scopes: readonly string[]
  readonly purpose: string
  readonly ceiling: 'N' | 'R' | 'V'
  readonly steppedUpAt?: number
  readonly createdAt: number
  readonly expiresAt: number
  readonly ended: boolean
}

export interface ClientRow {
  readonly _id: string
  readonly name: string
  /** `Organization/…` it acts for */
  readonly organization: string
  /** `Device/…`, its registry row */
  readonly device: string
  readonly scopes: readonly string[]
  readonly purpose: string
  /** ids it may choose begin with this; absent: it may choose none */
  readonly idPrefix?: string
  /** inline JWK set as text, or the URL of one */
  readonly jwks?: string
  readonly jwksUri?: string
  readonly disabled: boolean
}

/** One committed transaction in commit order: what changed, and the lines its witness owes. */
export interface OutboxEntry {
  readonly _id: string
  readonly lines: readonly Line[]
  readonly changes: readonly {
    readonly ref: string
    readonly vid: string
    readonly act: 'create' | 'update' | 'delete'
  }[]
}

/** Inside one store transaction; sees its own writes. */
export interface Transaction {
  read(id: string): Promise<ResourceRow | undefined>
  find(filter: Filter, options?: FindOptions): Promise<ResourceRow[]>
  insert(rows: readonly ResourceRow[]): Promise<void>
  /** Moves `before` to the versions and puts `after` in its place; OutcomeError `conflict` 409 if `before` is no longer current. */
  replace(before: ResourceRow, after: ResourceRow): Promise<void>
  /** The same for many rows, in a few round trips. */
  replaceAll(pairs: readonly (readonly [before: ResourceRow, after: ResourceRow])[]): Promise<void>
  /** Moves `before` to the versions and adds the tombstone. */
  remove(before: ResourceRow, tombstone: VersionRow): Promise<void>
  /** The last version of a deleted resource, to be created again. */
  lastVersion(of: string): Promise<VersionRow | undefined>
  /** Lifts `con` and adds `sen` on every older version. */
  raise(of: string, con: number, sen: readonly string[]): Promise<void>
  /** Lifts `con` and adds `sen` on the live row and on every older version, without a new version. */
  lift(of: string, con: number, sen: readonly string[]): Promise<void>
  /** A live row without a compartment takes over patients and labels of its first referrer. */
  adopt(
    of: string,
    from: {
      readonly cmp: readonly string[]
      readonly con: number
      readonly sen: readonly string[]
      /** tokens to add */
      readonly tok?: readonly string[]
    },
  ): Promise<void>
  /** True if the claim is new, false if it was held already; what it holds can be read with `claimed`. */
  claim(id: string, holds?: string): Promise<boolean>
  /** The same for many, in a few round trips. */
  claimAll(claims: readonly { readonly _id: string; readonly holds?: string }[]): Promise<boolean[]>
  claimed(id: string): Promise<string | undefined>
  /** Adds audience entries (`aud` and its `_aud` tokens) to live rows. */
  admit(ids: readonly string[], audience: readonly string[]): Promise<void>
  directives(patient: string): Promise<DirectivesRow | undefined>
  /** Moves the epoch of that name with it. */
  saveDirectives(row: DirectivesRow): Promise<void>
  /** Replaces the rows of one Consent. */
  saveReach(consent: string, rows: readonly ReachRow[]): Promise<void>
  /** Counts an epoch up, say `registry`. */
  bump(epoch: string): Promise<void>
  saveGrant(row: GrantRow): Promise<void>
  saveClient(row: ClientRow): Promise<void>
  emit(entry: OutboxEntry): Promise<void>
}

export interface Storage {
  /** Embedded or MongoDB: for logs and health alone. */
  readonly engine: 'embedded' | 'mongodb'
  /** The next stamp: strictly increasing in this process; `millis` is its `meta.lastUpdated`. */
  stamp(): { readonly lu: string; readonly millis: number }
  read(id: string): Promise<ResourceRow | undefined>
  find(filter: Filter, options?: FindOptions): Promise<ResourceRow[]>
  /** Exact; stops counting at `upTo` if given (then the answer is `upTo`). */
  count(filter: Filter, upTo?: number): Promise<number>
  version(of: string, vid: string): Promise<VersionRow | undefined>
  versions(filter: Filter, options?: FindOptions): Promise<VersionRow[]>
  countVersions(filter: Filter): Promise<number>
  directives(patient: string): Promise<DirectivesRow | undefined>
  directivesOf(patients: readonly string[]): Promise<DirectivesRow[]>
  reach(actors: readonly string[]): Promise<ReachRow[]>
  epoch(id: string): Promise<number>
  /** Those that ever moved; all others are 0. */
  epochs(ids: readonly string[]): Promise<ReadonlyMap<string, number>>
  /** The next number of a named counter, from 1; in a transaction of its own, so gaps are possible, repeats are not. */
  next(counter: string): Promise<number>
  /** What a claim holds; undefined: it is not held. */
  claimed(id: string): Promise<string | undefined>
  grant(id: string): Promise<GrantRow | undefined>
  client(id: string): Promise<ClientRow | undefined>
  clients(): Promise<ClientRow[]>
  /** Runs `work` in one transaction, again on a write conflict; OutcomeError `conflict` 409 when it keeps conflicting. */
  transact<T>(work: (transaction: Transaction) => Promise<T>): Promise<T>
  readonly witness: Witness
  readonly keys: Keys
  /** Setting stored for the command line beside the server, say `base-url`. */
  setting(name: string): Promise<string | undefined>
  saveSetting(name: string, value: string): Promise<void>
  /** Counts for `/metrics`: documents per collection, estimated. */
  sizes(): Promise<Readonly<Record<string, number>>>
  isEmpty(): Promise<boolean>
  /** Integrity of files, index rows against documents, outbox, witness chains; findings as sentences, none if all is well. */
  check(progress?: (done: number, total: number) => void): Promise<string[]>
  close(): Promise<void>
}

export interface Witness {
  /** Resolves when the lines are durable. Lines with an id already held are not doubled. */
  append(lines: readonly Line[]): Promise<void>
  /** Newest first. */
  find(query: WitnessQuery): Promise<Line[]>
  count(query: Omit<WitnessQuery, 'after' | 'limit'>): Promise<number>
  read(id: string): Promise<Line | undefined>
  /** Sentences about broken chains; none if all is well. */
  verify(): Promise<string[]>
}

export interface Keys {
  /** RS256 signing key, PEM PKCS#8, and its kid; made at first start. */
  signing(): { readonly kid: string; readonly privateKey: string; readonly publicKey: string }
  /** 32 bytes for page tokens. */
  pages(): Uint8Array
}
