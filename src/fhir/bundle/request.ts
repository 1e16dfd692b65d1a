/**
 * Bundle.entry.request as an act: method and URL, judged by themselves.
 * https://hl7.org/fhir/R4/bundle-definitions.html#Bundle.entry.request
 */
import type { TypeInteraction } from '../interaction.ts'
import { error, type Issue } from '../outcome.ts'
import { isId } from '../reference.ts'
import type { PlannedEntry } from './transaction-plan.ts'

export interface Act {
  readonly method: PlannedEntry['method']
  readonly interaction: TypeInteraction
  readonly type: string
  readonly id?: string
  readonly vid?: string
  readonly query?: string
}

const typeName = /^[A-Z][A-Za-z]{1,40}$/

/** @param base our own FHIR base without trailing slash; URLs below it count as relative. */
export function actOf(method: unknown, url: unknown, at: string, base?: string): Act | Issue {
  const wrongUrl = (code: 'value' | 'not-supported', why: string) =>
    error(code, why, `${at}.request.url`)
  if (typeof method !== 'string')
    return error('required', 'An entry needs a method.', `${at}.request.method`)
  if (typeof url !== 'string')
    return error('required', 'An entry needs a URL.', `${at}.request.url`)
  if (method === 'PATCH') return wrongUrl('not-supported', 'PATCH is not supported yet.')
  if (!isMethod(method))
    return error('value', 'The method is none of FHIR’s.', `${at}.request.method`)
  const [path = '', ...rest] = relative(url, base).split('?')
  const query = rest.length === 0 ? undefined : rest.join('?')
  const [type = '', ...steps] = path.split('/')
  if (!typeName.test(type) || steps.some((step) => step === ''))
    return wrongUrl('value', 'The URL is not that of a resource type or resource of this server.')
  if (steps.some((step) => step.startsWith('$')))
    return wrongUrl('not-supported', 'Operations are not supported inside a transaction.')
  if (
    steps[0] !== undefined &&
    steps[0] !== '_history' &&
    steps[0] !== '_search' &&
    !isId(steps[0])
  )
    return wrongUrl('value', 'The id in the URL is malformed.')
  const act =
    method === 'GET' || method === 'HEAD'
      ? readAct(type, steps, query)
      : writeAct(method, type, steps, query)
  return typeof act === 'string'
    ? wrongUrl(act.endsWith('supported yet.') ? 'not-supported' : 'value', act)
    : { ...act, method }
}

type Found = Omit<Act, 'method'> | string

function writeAct(
  method: 'POST' | 'PUT' | 'DELETE',
  type: string,
  steps: readonly string[],
  query?: string,
): Found {
  const [id] = steps
  if (method === 'POST') {
    if (id === '_search') return 'A search by POST inside a transaction is not supported yet.'
    return steps.length === 0 && query === undefined
      ? { interaction: 'create', type }
      : 'The URL of a POST is the type alone; criteria stand in ifNoneExist.'
  }
  const interaction = method === 'PUT' ? 'update' : 'delete'
  if (query !== undefined) return `A conditional ${interaction} is not supported yet.`
  if (id === undefined || steps.length !== 1 || !isId(id))
    return `The URL of a ${method} is Type/id.`
  return { interaction, type, id }
}

function readAct(type: string, steps: readonly string[], query?: string): Found {
  const [id, word, vid] = steps
  const asked = query === undefined ? {} : { query }
  if (id === undefined) return { interaction: 'search-type', type, ...asked }
  if (id.startsWith('_')) return 'This read inside a transaction is not supported yet.'
  if (word === undefined) return { interaction: 'read', type, id, ...asked }
  if (word !== '_history') return 'A compartment search inside a transaction is not supported yet.'
  if (vid === undefined) return { interaction: 'history-instance', type, id, ...asked }
  return steps.length === 3 && isId(vid)
    ? { interaction: 'vread', type, id, vid, ...asked }
    : 'The version id in the URL is malformed.'
}

function isMethod(method: string): method is PlannedEntry['method'] {
  return ['DELETE', 'POST', 'PUT', 'GET', 'HEAD'].includes(method)
}

/** Clients write `Patient`, `/Patient` and the whole address alike. */
function relative(url: string, base?: string): string {
  if (base !== undefined && url.startsWith(`${base}/`)) return url.slice(base.length + 1)
  return url.startsWith('/') && !url.startsWith('//') ? url.slice(1) : url
}
