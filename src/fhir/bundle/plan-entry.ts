/** One entry of a transaction Bundle: its request, and whether its other members suit it. */
import { parseEtags } from '../etag.ts'
import { error, type Issue } from '../outcome.ts'
import { isCriterion } from './criterion.ts'
import { strangers } from './members.ts'
import { type Act, actOf } from './request.ts'
import type { PlannedEntry } from './transaction-plan.ts'

type Members = Readonly<Record<string, unknown>>

/** Members that would change what the act means; none of them may be passed over in silence. */
const conditions = ['ifNoneExist', 'ifMatch', 'ifNoneMatch', 'ifModifiedSince'] as const
const allowedCondition: Readonly<
  Record<PlannedEntry['method'], (typeof conditions)[number] | undefined>
> = {
  POST: 'ifNoneExist',
  PUT: 'ifMatch',
  DELETE: 'ifMatch',
  GET: undefined,
  HEAD: undefined,
}

export function planEntry(entry: unknown, index: number, base?: string): PlannedEntry | Issue[] {
  const at = `Bundle.entry[${index}]`
  if (!isObject(entry)) return [error('structure', 'An entry is an object.', at)]
  const { request, resource, fullUrl } = entry
  if (!isObject(request))
    return [error('required', 'An entry of a transaction needs a request.', `${at}.request`)]
  const act = actOf(request.method, request.url, at, base)
  if ('severity' in act) return [act]
  const issues = [
    ...strangers(entry, 'entry', at),
    ...strangers(request, 'request', `${at}.request`),
    ...resourceFaults(act, resource, at),
    ...conditionFaults(act, request, at),
    ...fullUrlFaults(fullUrl, at),
  ]
  if (issues.length > 0) return issues
  const ifMatch = typeof request.ifMatch === 'string' ? parseEtags(request.ifMatch) : undefined
  return {
    index,
    ...act,
    url: request.url as string,
    ...(typeof fullUrl === 'string' ? { fullUrl } : {}),
    ...(isObject(resource) ? { resource } : {}),
    ...(typeof request.ifNoneExist === 'string' ? { ifNoneExist: request.ifNoneExist } : {}),
    ...(ifMatch === undefined ? {} : { ifMatch }),
  }
}

function resourceFaults(act: Act, resource: unknown, at: string): Issue[] {
  const place = `${at}.resource`
  if (act.method !== 'POST' && act.method !== 'PUT')
    return resource === undefined
      ? []
      : [error('structure', `A ${act.method} carries no resource.`, place)]
  if (resource === undefined) return [error('required', `A ${act.method} needs a resource.`, place)]
  if (!isObject(resource)) return [error('structure', 'A resource is an object.', place)]
  const issues: Issue[] = []
  if (resource.resourceType !== act.type)
    issues.push(
      error('invalid', 'The resource is not of the type in the URL.', `${place}.resourceType`),
    )
  if (act.method === 'PUT' && resource.id !== act.id)
    issues.push(error('invalid', 'The id of the resource is not the id in the URL.', `${place}.id`))
  return issues
}

function conditionFaults(act: Act, request: Members, at: string): Issue[] {
  return conditions.flatMap((name) => {
    const value = request[name]
    const place = `${at}.request.${name}`
    if (value === undefined) return []
    if (typeof value !== 'string') return [error('structure', `${name} is a string.`, place)]
    if (allowedCondition[act.method] !== name)
      return [error('not-supported', `${name} is not supported with ${act.method}.`, place)]
    const isWellFormed =
      name === 'ifNoneExist' ? isCriterion(value) : parseEtags(value) !== undefined
    return isWellFormed ? [] : [error('value', `${name} is empty or malformed.`, place)]
  })
}

function fullUrlFaults(fullUrl: unknown, at: string): Issue[] {
  const place = `${at}.fullUrl`
  if (fullUrl === undefined) return []
  if (typeof fullUrl !== 'string') return [error('structure', 'fullUrl is a string.', place)]
  if (!/^(?:urn:(?:uuid|oid):|https?:\/\/)[^\s#]+$/.test(fullUrl))
    return [error('value', 'fullUrl is an absolute URL, urn:uuid or urn:oid.', place)]
  if (fullUrl.includes('/_history/'))
    return [error('value', 'fullUrl does not name a version (bdl-8).', place)]
  return []
}

function isObject(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
