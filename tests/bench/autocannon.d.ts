/** What the benchmark uses of autocannon, which brings no types. */
declare module 'autocannon' {
  interface Result {
    readonly requests: { readonly average: number }
    readonly latency: { readonly p50: number; readonly p99: number }
    readonly non2xx: number
    readonly errors: number
  }
  interface Options {
    readonly url: string
    readonly duration: number
    readonly connections: number
    readonly headers: Readonly<Record<string, string>>
  }
  export default function autocannon(options: Options): Promise<Result>
}
