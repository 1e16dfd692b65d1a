/** Opens the store for one command and closes it whatever comes. */
import type { Io } from './io.ts'
import type { Toolbox } from './toolbox.ts'

export async function withToolbox<T>(io: Io, act: (toolbox: Toolbox) => Promise<T>): Promise<T> {
  const toolbox = await io.open()
  try {
    return await act(toolbox)
  } finally {
    await toolbox.close()
  }
}
