/** Tries again while another process has the file locked: at start it may be making or recovering it. */
import { performance } from 'node:perf_hooks'
import { setTimeout } from 'node:timers/promises'
import { isBusy } from './failure.ts'

export async function openWhenFree<T>(
  open: () => T,
  patience: number,
  random: () => number,
): Promise<T> {
  const deadline = performance.now() + patience
  for (;;) {
    try {
      return open()
    } catch (error) {
      if (!isBusy(error) || performance.now() > deadline) throw error
    }
    await setTimeout(1 + random() * 20)
  }
}
