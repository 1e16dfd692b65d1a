/** The embedded engine behind MongoDB's wire protocol on the loopback, so that the stock driver can be tested on it. */
import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import mongoose from 'mongoose'
import type { EmbeddedClient } from '#storage/embedded/client.ts'
import { failureOf } from '#storage/embedded/failure.ts'
import type { Server } from './asked.ts'
import { answer } from './commands.ts'
import { WireCursors } from './cursors.ts'
import { cutFrames, type Frame, formatReply } from './frame.ts'
import { WireSessions } from './sessions.ts'

export interface WireServer {
  readonly uri: string
  close(): Promise<void>
}

export async function startWireServer(client: EmbeddedClient): Promise<WireServer> {
  const sockets = new Set<Socket>()
  const tcp = createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    converse(socket, server)
  })
  tcp.listen(0, '127.0.0.1')
  await once(tcp, 'listening')
  const address = `127.0.0.1:${(tcp.address() as AddressInfo).port}`
  const sessions = new WireSessions(client)
  const server: Server = { client, address, cursors: new WireCursors(), sessions }
  return {
    uri: `mongodb://${address}/test?replicaSet=amanah&directConnection=true`,
    close: async () => {
      const closed = once(tcp, 'close')
      tcp.close()
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}

/** Commands of one connection are answered in their order. */
function converse(socket: Socket, server: Server): void {
  let arrived = Buffer.alloc(0)
  let last = Promise.resolve()
  socket.on('error', () => socket.destroy())
  socket.on('data', (chunk) => {
    const { frames, rest } = cutFrames(Buffer.concat([arrived, chunk]))
    arrived = Buffer.from(rest)
    for (const frame of frames) {
      last = last.then(async () => {
        const reply = await replyTo(frame, server)
        if (!socket.destroyed) socket.write(reply)
      })
    }
  })
}

async function replyTo(frame: Frame, server: Server): Promise<Buffer> {
  try {
    return formatReply(frame, await answer(frame.command, server))
  } catch (error) {
    return formatReply(frame, errorReply(error))
  }
}

function errorReply(error: unknown): object {
  if (!(error instanceof mongoose.mongo.MongoServerError)) {
    const { message, ...rest } = failureOf(error)
    return { ok: 0, errmsg: message, ...rest }
  }
  const { code, codeName, keyPattern, keyValue, errorLabels } = error
  return {
    ok: 0,
    errmsg: error.message,
    code,
    codeName,
    ...(keyPattern ? { keyPattern, keyValue } : {}),
    ...(errorLabels.length > 0 ? { errorLabels } : {}),
  }
}
