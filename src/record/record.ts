/**
 * The door: the only way to the data. Each call is scope → consent → rule → restricted query → release → witness.
 * The doors (`rest`, `cli`) and the services speak to these types alone.
 */
import type { OperationOutcome } from '@medplum/fhirtypes'
import type { SearchRequest } from '#fhir/search/request.ts'
import type { Principal } from '#policy/principal.ts'

export interface Record {
  /** Fixes now, the law and the actors once; what lasts (paging, export) opens again per page. */
  open(principal: Principal, request?: RequestContext): Promise<Access>
}

export interface RequestContext {
  /** X-Request-Id, for the witness */
  readonly id: string
}

/** Throws OutcomeError; hidden and absent throw the same `notFound`. */
export interface Access {
  read(type: string, id: string): Promise<Version>
  vread(type: string, id: string, vid: string): Promise<Version>
  search(request: SearchRequest, page?: PageInput): Promise<Page>
  /** Instance history, newest first. */
  history(type: string, id: string, page: HistoryInput): Promise<HistoryPage>
  create(type: string, body: string, options?: CreateOptions): Promise<Written>
  update(type: string, id: string, body: string, options?: UpdateOptions): Promise<Written>
  delete(
    type: string,
    id: string,
    options?: { readonly ifMatch?: readonly string[] },
  ): Promise<Written>
  /** A transaction Bundle as text; all or nothing. */
  transact(body: string, options?: TransactOptions): Promise<TransactionAnswer>
}

/** One version as it leaves: the text is sent as it stands. */
export interface Version {
  readonly type: string
  readonly id: string
  readonly vid: string
  readonly lastUpdated: string
  readonly json: string
}

export interface CreateOptions {
  /** search criteria of If-None-Exist, as sent */
  readonly ifNoneExist?: string
}

export interface UpdateOptions {
  /** acceptable version ids of If-Match; `*` accepts any */
  readonly ifMatch?: readonly string[]
}

export interface TransactOptions {
  /** claimed in the same transaction: a second transact with the same claim answers `repeated` */
  readonly claim?: string
}

export interface Written {
  /** 201 created, 200 updated / unchanged / found, 204 deleted */
  readonly status: 200 | 201 | 204
  readonly version?: Version
}

export interface PageInput {
  /** keyset position of the row before this page, from the last page */
  readonly after?: readonly (string | number | null)[]
}

export interface Page {
  /** absent where counting is too dear or not asked for */
  readonly total?: number
  readonly matches: readonly Version[]
  /** position for the next page; absent on the last */
  readonly next?: readonly (string | number | null)[]
}

export interface HistoryInput {
  readonly count: number
  readonly since?: string
  readonly after?: readonly (string | number | null)[]
}

export interface HistoryEntry {
  readonly act: 'create' | 'update' | 'delete'
  readonly type: string
  readonly id: string
  readonly vid: string
  readonly lastUpdated: string
  /** absent on a deletion */
  readonly json?: string
}

export interface HistoryPage {
  readonly total: number
  readonly entries: readonly HistoryEntry[]
  readonly next?: readonly (string | number | null)[]
}

export interface TransactionAnswer {
  /** true: this claim was spent before, nothing was written */
  readonly repeated: boolean
  readonly entries: readonly TransactionEntry[]
}

export interface TransactionEntry {
  readonly status: number
  readonly location?: string
  readonly etag?: string
  readonly lastModified?: string
  readonly outcome?: OperationOutcome
  /** text of a read or search entry */
  readonly json?: string
}
