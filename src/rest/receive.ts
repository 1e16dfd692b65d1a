/**
 * The bytes of a body as they arrive, within a size and a time. What is too long is read to its end and dropped,
 * so that the client is still there to hear the refusal; what is far too long or too slow is not waited for.
 */
import type { IncomingMessage } from 'node:http'
import { error, OutcomeError } from '#fhir/outcome.ts'
import type { BodyLimits } from './door.ts'

export function receive(req: IncomingMessage, limits: BodyLimits): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let length = 0
    const idle = setTimeout(() => finish(tooSlow()), limits.idleSeconds * 1000)
    const whole = setTimeout(() => finish(tooSlow()), limits.seconds * 1000)

    const take = (chunk: Buffer) => {
      idle.refresh()
      length += chunk.length
      if (length <= limits.bytes) chunks.push(chunk)
      else chunks.length = 0
      if (length > limits.bytes * 4) finish(tooLong(limits.bytes))
    }
    const end = () => finish(length > limits.bytes ? tooLong(limits.bytes) : undefined)
    const broken = () => finish(OutcomeError.invalid('The body ended before it was complete.'))

    function finish(fault: OutcomeError | undefined): void {
      clearTimeout(idle)
      clearTimeout(whole)
      req.off('data', take).off('end', end).off('error', broken).off('aborted', broken)
      // A late error of the socket has nobody left to tell.
      req.on('error', () => undefined)
      if (fault === undefined) resolve(Buffer.concat(chunks, length))
      else reject(fault)
    }

    req.on('data', take).on('end', end).on('error', broken).on('aborted', broken)
  })
}

export function tooLong(bytes: number): OutcomeError {
  const megabytes = Math.round((bytes / 1024 / 1024) * 10) / 10
  return OutcomeError.tooLong(`The body is larger than ${megabytes} MB when inflated.`)
}

function tooSlow(): OutcomeError {
  return new OutcomeError(error('transient', 'The body did not arrive in time.'), 408)
}
