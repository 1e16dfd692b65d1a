/** Unpacks a body; what would grow beyond the limit is stopped there, however small it came. */
import { promisify } from 'node:util'
import { brotliDecompress, gunzip, inflate as inflateZlib } from 'node:zlib'
import { OutcomeError } from '#fhir/outcome.ts'
import { tooLong } from './receive.ts'

const unpack = {
  gzip: promisify(gunzip),
  'x-gzip': promisify(gunzip),
  deflate: promisify(inflateZlib),
  br: promisify(brotliDecompress),
}

export async function inflate(bytes: Buffer, encoding: string, limit: number): Promise<Buffer> {
  const by = Object.hasOwn(unpack, encoding) ? unpack[encoding as keyof typeof unpack] : undefined
  if (by === undefined || bytes.length === 0) return bytes
  try {
    return await by(bytes, { maxOutputLength: limit })
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ERR_BUFFER_TOO_LARGE')
      throw tooLong(limit)
    throw OutcomeError.invalid('The body is not what its Content-Encoding says.')
  }
}
