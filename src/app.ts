/** The whole HTTP chain, in order, on one page. */
import express, { type Express } from 'express'
import type { RestDoor } from '#rest/door.ts'
import { errorHandler } from '#rest/error-handler.ts'
import { identify } from '#rest/identify.ts'
import { capabilities } from '#rest/interaction/capabilities.ts'
import { createMeter } from '#rest/meter.ts'
import { nowhere } from '#rest/nowhere.ts'
import { pages } from '#rest/pages.ts'
import { preflight } from '#rest/preflight.ts'
import { fhirRouter } from '#rest/router.ts'

export function buildApp(context: { readonly rest: RestDoor }): Express {
  const { rest } = context
  const meter = createMeter()
  const app = express()
  app.disable('x-powered-by')
  // FHIR's ETag is the version: Express would hash every body for one of its own.
  app.disable('etag')
  app.set('query parser', false)
  app.enable('case sensitive routing')

  app.use(identify(rest, meter))
  app.use(preflight())
  app.use('/fhir/metadata', capabilities(rest))
  app.use(['/.well-known', '/fhir/.well-known'], nowhere())
  app.use('/fhir', fhirRouter(rest))
  app.use(pages(rest, meter))
  app.use(nowhere())
  app.use(errorHandler(rest))
  return app
}
