/** Frames of MongoDB's wire protocol: https://www.mongodb.com/docs/manual/reference/mongodb-wire-protocol/ */
import mongoose from 'mongoose'

const { BSON } = mongoose.mongo
const opReply = 1
const opQuery = 2004
const opMsg = 2013
const headerLength = 16
const checksumPresent = 1

export type Command = Readonly<Record<string, unknown>>

export interface Frame {
  readonly requestId: number
  readonly opCode: number
  readonly command: Command
}

/** Cuts whole frames off the front of what has arrived. */
export function cutFrames(arrived: Buffer): { frames: Frame[]; rest: Buffer } {
  const frames: Frame[] = []
  let rest = arrived
  while (rest.length >= 4 && rest.length >= rest.readInt32LE(0)) {
    const length = rest.readInt32LE(0)
    frames.push(parseFrame(rest.subarray(0, length)))
    rest = rest.subarray(length)
  }
  return { frames, rest }
}

function parseFrame(frame: Buffer): Frame {
  const requestId = frame.readInt32LE(4)
  const opCode = frame.readInt32LE(12)
  if (opCode === opMsg) return { requestId, opCode, command: parseMessage(frame) }
  if (opCode === opQuery) return { requestId, opCode, command: parseQuery(frame) }
  throw new Error(`opcode ${opCode} is not served`)
}

/** OP_MSG: one body, and sequences of documents that belong to fields of it. */
function parseMessage(frame: Buffer): Command {
  const end = frame.length - (frame.readUInt32LE(headerLength) & checksumPresent ? 4 : 0)
  const command: Record<string, unknown> = {}
  for (let at = headerLength + 4; at < end; ) {
    const kind = frame[at]
    const size = frame.readInt32LE(at + 1)
    const section = frame.subarray(at + 1, at + 1 + size)
    if (kind === 0) Object.assign(command, BSON.deserialize(section))
    else Object.assign(command, parseSequence(section))
    at += 1 + size
  }
  return command
}

function parseSequence(section: Buffer): Command {
  const nameEnd = section.indexOf(0, 4)
  const documents: object[] = []
  for (let at = nameEnd + 1; at < section.length; ) {
    const size = section.readInt32LE(at)
    documents.push(BSON.deserialize(section.subarray(at, at + size)))
    at += size
  }
  return { [section.toString('utf8', 4, nameEnd)]: documents }
}

/** OP_QUERY carries the first hello of a connection only. */
function parseQuery(frame: Buffer): Command {
  const nameEnd = frame.indexOf(0, headerLength + 4)
  return BSON.deserialize(frame.subarray(nameEnd + 9))
}

export function formatReply(to: Frame, reply: object): Buffer {
  const body = Buffer.from(BSON.serialize(reply))
  const head = to.opCode === opMsg ? Buffer.alloc(5) : replyHead()
  const header = Buffer.alloc(headerLength)
  header.writeInt32LE(headerLength + head.length + body.length, 0)
  header.writeInt32LE(to.requestId, 8)
  header.writeInt32LE(to.opCode === opMsg ? opMsg : opReply, 12)
  return Buffer.concat([header, head, body])
}

function replyHead(): Buffer {
  const head = Buffer.alloc(20)
  head.writeInt32LE(8, 0)
  head.writeInt32LE(1, 16)
  return head
}
