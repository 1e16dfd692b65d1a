/**
 * Preflights are answered for any origin, without credentials: they say what a script may send, and give nothing.
 * https://fetch.spec.whatwg.org/#cors-preflight-fetch
 */
import type { RequestHandler } from 'express'
import { send } from './send.ts'
import { visitOf } from './visit.ts'

const headers = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Allow-Methods': 'GET, HEAD, POST, PUT, DELETE, OPTIONS',
  'Access-Control-Allow-Headers':
    'Accept, Authorization, Content-Type, If-Match, If-Modified-Since, If-None-Exist, If-None-Match, Prefer, X-Request-Id',
  'Access-Control-Max-Age': '600',
}

export function preflight(): RequestHandler {
  return (req, res, next) => {
    if (req.method !== 'OPTIONS') return next()
    visitOf(req).interaction = 'preflight'
    send(req, res, { status: 204, headers })
  }
}
