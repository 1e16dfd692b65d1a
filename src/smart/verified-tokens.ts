/**
 * Remembers which tokens verified, so that a signature is computed once. Liveness of the grant is never remembered.
 */
import { hash } from 'node:crypto'

interface Expiring {
  /** seconds since the Unix epoch */
  readonly exp: number
}

/** Keyed by SHA-256, so that no token lies in memory; the least recently used goes first. */
export class VerifiedTokens<T extends Expiring> {
  private readonly capacity: number
  private readonly held = new Map<string, T>()

  constructor(capacity = 10_000) {
    this.capacity = capacity
  }

  /** `verify` runs for a token that is not held; only what it accepts is kept, and only until it expires. */
  of(token: string, now: number, verify: () => T | undefined): T | undefined {
    const key = hash('sha256', token, 'base64')
    const known = this.held.get(key)
    this.held.delete(key)
    const claims = known ?? verify()
    if (claims === undefined || now >= claims.exp * 1000) return undefined
    this.held.set(key, claims)
    if (this.held.size > this.capacity) this.dropOldest()
    return claims
  }

  get size(): number {
    return this.held.size
  }

  private dropOldest(): void {
    const oldest = this.held.keys().next()
    if (oldest.done !== true) this.held.delete(oldest.value)
  }
}
