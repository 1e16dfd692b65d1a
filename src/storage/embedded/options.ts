/** The closed list of options (storage.md 6): what is not in it is refused by name, so that no option is ignored in silence. */

import { notSupported } from './server-error.ts'
import type { EmbeddedSession } from './session.ts'

export interface Options {
  readonly session?: EmbeddedSession | null
  readonly sort?: unknown
  readonly limit?: number
  readonly skip?: number
  readonly projection?: unknown
  readonly upsert?: boolean
  readonly returnDocument?: 'before' | 'after'
  readonly ordered?: boolean
  readonly batchSize?: number
  readonly hint?: unknown
  readonly maxTimeMS?: number
  readonly includeResultMetadata?: boolean
}

/** `undefined` is dropped from every document, whatever `ignoreUndefined` says. */
const everywhere = ['session', 'comment', 'maxTimeMS', 'ignoreUndefined']
const lists = {
  find: ['sort', 'limit', 'skip', 'projection', 'batchSize', 'hint', 'explain'],
  count: ['limit', 'skip', 'hint'],
  distinct: [],
  aggregate: ['batchSize'],
  insert: ['ordered'],
  update: ['upsert'],
  delete: [],
  findOneAnd: ['sort', 'projection', 'upsert', 'returnDocument', 'includeResultMetadata'],
  bulkWrite: ['ordered'],
  index: ['unique', 'name', 'background'],
  collection: ['textField'],
  read: [],
} as const satisfies Record<string, readonly string[]>

/** What mongoose leaves in the options it hands down; the driver ignores these names as well. */
const mongooseOnly = new Set([
  ...[
    'new',
    'returnOriginal',
    'lean',
    'strict',
    'strictQuery',
    'runValidators',
    'setDefaultsOnInsert',
    'timestamps',
  ],
  ...['multi', 'checkKeys', 'validateBeforeSave', 'populate', 'transform', 'translateAliases'],
  ...[
    'overwriteDiscriminatorKey',
    'overwriteImmutable',
    'skipValidation',
    'rawResult',
    'middleware',
  ],
  ...[
    '_populateBatchSize',
    'throwOnValidationError',
    'cursor',
    'sanitizeFilter',
    'schemaLevelProjections',
  ],
  ...['$skipValidation', 'pathsToSave', 'validateModifiedOnly', 'omitUndefined', '_automatic'],
])

export type Acts = keyof typeof lists

const allowed = new Map(
  Object.entries(lists).map(([act, names]) => [act, new Set<string>([...everywhere, ...names])]),
)

/** The options of one call, checked. */
export function optionsOf(act: Acts, options: object | null | undefined): Options {
  if (!options) return {}
  const names = allowed.get(act)
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined || names?.has(name) || mongooseOnly.has(name)) continue
    throw notSupported(`option ${name} of ${act}`)
  }
  const { skip } = options as Options
  if (typeof skip === 'number' && skip > 1000) throw notSupported('option skip above 1,000')
  return options
}
