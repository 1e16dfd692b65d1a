/** A small generator for jitter, so that two processes do not ask for a lock in step; never for secrets. */
export function jitter(seed: number): () => number {
  let state = (seed >>> 0) ^ 0x9e3779b9
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}
