/** The directory behind a `file:` URI, made or set to mode 0700; a network file system is refused, since WAL needs shared memory. */
import { chmod, mkdir, statfs } from 'node:fs/promises'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

/** `f_type` of statfs(2) on Linux. */
const networkFileSystems = new Map([
  [0x6969, 'NFS'],
  [0x517b, 'SMB'],
  [0xfe534d42, 'SMB2'],
  [0xff534d42, 'CIFS'],
  [0x5346414f, 'AFS'],
  [0x00c36400, 'Ceph'],
  [0x0bd00bd0, 'Lustre'],
  [0x47504653, 'GPFS'],
])

export function isFileUri(uri: string): boolean {
  return uri.startsWith('file:')
}

export async function dataDirectory(uri: string): Promise<string> {
  const path = uri.startsWith('file://') ? fileURLToPath(uri) : resolve(uri.slice('file:'.length))
  await mkdir(path, { recursive: true, mode: 0o700 })
  await chmod(path, 0o700)
  if (process.platform === 'linux') {
    const { type } = await statfs(path)
    const network = networkFileSystems.get(type >>> 0)
    if (network)
      throw new Error(`${path} is on a network file system (${network}); use a local one`)
  }
  return path
}
