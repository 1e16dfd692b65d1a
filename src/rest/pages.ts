/** The public pages beside the FHIR base: where to go, whether the server lives, whether it is ready, and its counts. */
import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { RequestHandler } from 'express'
import { error, OutcomeError } from '#fhir/outcome.ts'
import type { RestDoor } from './door.ts'
import type { Meter } from './meter.ts'
import { metricsText } from './metrics-text.ts'
import { send } from './send.ts'
import { visitOf } from './visit.ts'

type Page = () => Promise<{ readonly text: string; readonly contentType: string }>

const json = 'application/json; charset=utf-8'

export function pages(door: RestDoor, meter: Meter): RequestHandler {
  const delay = monitorEventLoopDelay({ resolution: 20 })
  delay.enable()
  const byPath = new Map<string, Page>([
    ['/', async () => welcome(door)],
    ['/health/live', async () => ({ text: '{"status":"live"}', contentType: json })],
    ['/health/ready', () => ready(door)],
    [
      '/metrics',
      async () => ({
        text: metricsText(meter, await door.health.sizes(), delay, process.memoryUsage.rss()),
        contentType: 'text/plain; version=0.0.4; charset=utf-8',
      }),
    ],
  ])
  return async (req, res, next) => {
    const page = byPath.get(req.path)
    if (page === undefined) return next()
    visitOf(req).interaction = 'page'
    if (req.method !== 'GET' && req.method !== 'HEAD')
      throw OutcomeError.notSupported('This page is read by GET.', 405)
    const { text, contentType } = await page()
    send(req, res, { status: 200, text, headers: { 'Content-Type': contentType } })
  }
}

async function welcome(door: RestDoor): ReturnType<Page> {
  const { name, version } = door.software
  const text = JSON.stringify({ name, version, fhir: door.base, metadata: `${door.base}/metadata` })
  return { text, contentType: json }
}

async function ready(door: RestDoor): ReturnType<Page> {
  if (await door.health.ready()) return { text: '{"status":"ready"}', contentType: json }
  throw new OutcomeError(error('transient', 'The server is starting or closing.'))
}
