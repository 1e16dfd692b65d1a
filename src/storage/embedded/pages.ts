/**
 * A long find in slices by keyset, so that it does not hold the main thread: possible where the order is that of `_id`.
 * Every other find is one page.
 */
import { setImmediate } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import type { Documents, Pages } from './cursor.ts'

const sliceSize = 1000

export interface FindArgs {
  readonly filter: object
  readonly sort?: unknown
  readonly skip?: number
  readonly limit?: number
  readonly projection?: unknown
  readonly hint?: unknown
}

export type Find = (args: FindArgs) => Promise<Documents>

export function pagesOf(find: Find, args: FindArgs, batchSize?: number): Pages {
  const direction = keysetDirection(args)
  return direction === undefined
    ? onePage(() => find(args))
    : slices(find, args, direction, batchSize ?? sliceSize)
}

export function onePage(read: () => Promise<Documents>): Pages {
  let asked = false
  return async () => {
    if (asked) return undefined
    asked = true
    return read()
  }
}

function keysetDirection({ filter, sort, skip, limit, projection, hint }: FindArgs) {
  const short = limit !== undefined && limit !== 0 && limit <= sliceSize
  const hidden = projection !== undefined && (projection as { _id?: unknown })._id !== undefined
  if (short || skip || hint || hidden) return undefined
  if (sort === undefined) return Object.keys(filter).length === 0 ? 1 : undefined
  if (isDeepStrictEqual(sort, { _id: 1 })) return 1
  return isDeepStrictEqual(sort, { _id: -1 }) ? -1 : undefined
}

/**
 * `_id` of one type are passed by a range, which keeps to its type; whether another type follows, the document at the
 * far end tells.
 */
function slices(find: Find, args: FindArgs, direction: 1 | -1, size: number): Pages {
  const sort = { _id: direction }
  const beyond = direction === 1 ? '$gt' : '$lt'
  const passed = direction === 1 ? '$lte' : '$gte'
  /** how far each type has been passed */
  const ends = new Map<string, unknown>()
  let left = args.limit || Number.POSITIVE_INFINITY
  let last: unknown
  let finished = false

  const slice = (bound: object | undefined, limit: number) =>
    find({
      ...args,
      filter: bound ? { $and: [args.filter, bound].filter(isNotEmpty) } : args.filter,
      sort,
      limit,
    })

  const isAtEnd = async () => {
    const [end] = await find({
      filter: args.filter,
      sort: { _id: -direction },
      limit: 1,
      projection: { _id: 1 },
    })
    return end === undefined || kindOf(end._id) === kindOf(last)
  }

  const pass = (page: Documents) => {
    for (const { _id } of page) ends.set(kindOf(_id), _id)
    last = page.at(-1)?._id ?? last
  }

  return async () => {
    if (finished || left <= 0) return undefined
    const limit = Math.min(size, left)
    const isFirst = last === undefined
    if (!isFirst) await setImmediate()
    let page = await slice(isFirst ? undefined : { _id: { [beyond]: last } }, limit)
    pass(page)
    if (page.length < limit && !isFirst && !(await isAtEnd())) {
      const others = { $nor: [...ends.values()].map((end) => ({ _id: { [passed]: end } })) }
      const next = await slice(others, limit - page.length)
      pass(next)
      page = page.concat(next)
    }
    finished = page.length < limit
    left -= page.length
    return page.length > 0 ? page : undefined
  }
}

function isNotEmpty(part: object): boolean {
  return Object.keys(part).length > 0
}

function kindOf(id: unknown): string {
  return typeof id === 'object' && id !== null ? id.constructor.name : typeof id
}
