/** A second process on the same file: writes rows one after the other and tells each when it is acknowledged. */
import { connect } from '#storage/connect.ts'

const [uri = '', name = '', count = '0', writers = '1'] = process.argv.slice(2)
const connection = await connect(uri)
const rows = connection.db?.collection<{ _id: string }>('rows')

async function write(writer: number): Promise<void> {
  for (let n = 0; n < Number(count); n++) {
    const _id = `${name}${writer}-${n}`
    await rows?.insertOne({ _id })
    process.stdout.write(`${_id}\n`)
  }
}

await Promise.all(Array.from({ length: Number(writers) }, (_, writer) => write(writer)))
await connection.close()
