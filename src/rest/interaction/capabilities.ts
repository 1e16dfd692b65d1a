/** GET [base]/metadata: public, and a token sent along is not looked at. https://hl7.org/fhir/R4/http.html#capabilities */
import type { RequestHandler } from 'express'
import { OutcomeError } from '#fhir/outcome.ts'
import type { RestDoor } from '../door.ts'
import { capabilityStatement } from '../metadata.ts'
import { only, parseQuery, refuseUnknown } from '../query.ts'
import { send } from '../send.ts'
import { settleFormat, visitOf } from '../visit.ts'

export function capabilities(door: RestDoor): RequestHandler {
  let text: string | undefined
  return (req, res, next) => {
    const isRead = req.method === 'GET' || req.method === 'HEAD'
    if (!isRead || req.path !== '/') return next()
    visitOf(req).interaction = 'capabilities'
    const mark = req.originalUrl.indexOf('?')
    const query = parseQuery(mark < 0 ? '' : req.originalUrl.slice(mark + 1))
    settleFormat(req, query)
    refuseUnknown(query.params, ['mode'], false)
    const mode = only(query.params, 'mode') ?? 'full'
    if (mode !== 'full' && mode !== 'normative')
      throw OutcomeError.notSupported('The capabilities are given with mode=full.')
    text ??= JSON.stringify(capabilityStatement(door))
    send(req, res, { status: 200, text })
  }
}
