/** Versions on their way into the store: what is drafted, what a draft became, and what the transaction writes. */
import type { ResourceRow, VersionRow } from '#storage/storage.ts'
import type { JsonResource } from './row.ts'

export interface Draft {
  readonly act: 'create' | 'update'
  readonly ref: string
  readonly resource: JsonResource
  readonly before?: ResourceRow
  /** `before` is hidden from the writer: judged, and answered, as a create (R19e) */
  readonly unseen?: boolean
  /** the id was chosen by the client */
  readonly chosen?: boolean
  /** whose own act this is (R0); absent: the writer's */
  readonly service?: string
  readonly recorder?: string
  readonly audience?: readonly string[]
  /** place in the Bundle of a transaction */
  readonly entry?: number
}

export interface Made extends Omit<Draft, 'resource' | 'recorder' | 'audience'> {
  readonly row: ResourceRow
  /** the row without the labels that came to it from elsewhere: it is judged, and a create answered, by what was sent */
  readonly sent?: ResourceRow
}

export type Write =
  | {
      readonly act: 'create'
      readonly row: ResourceRow /** the id was chosen by the client */
      readonly chosen?: boolean
    }
  | { readonly act: 'update'; readonly before: ResourceRow; readonly row: ResourceRow }
  | { readonly act: 'delete'; readonly before: ResourceRow; readonly tombstone: VersionRow }

export interface RowChange {
  readonly before?: ResourceRow
  /** absent: deleted */
  readonly after?: ResourceRow
}

export interface Adoption {
  readonly ref: string
  readonly cmp: readonly string[]
  readonly con: number
  readonly sen: readonly string[]
  /** tokens under which it is found from now on */
  readonly tok?: readonly string[]
}
