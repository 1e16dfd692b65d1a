/** A cursor over pages; each page is one snapshot, and no iterator of SQLite survives an await. */

export type Documents = Record<string, unknown>[]

/** Gives the next page, undefined when there is none. */
export type Pages = () => Promise<Documents | undefined>

export class EmbeddedCursor {
  closed: boolean = false
  readonly #pages: Pages
  readonly #explain: () => Promise<unknown>
  #page: Documents = []
  #at = 0

  constructor(pages: Pages, explain: () => Promise<unknown>) {
    this.#pages = pages
    this.#explain = explain
  }

  async hasNext(): Promise<boolean> {
    while (!this.closed && this.#at >= this.#page.length) {
      const page = await this.#pages()
      if (!page) await this.close()
      this.#page = page ?? []
      this.#at = 0
    }
    return this.#at < this.#page.length
  }

  async next(): Promise<Record<string, unknown> | null> {
    return (await this.hasNext()) ? (this.#page[this.#at++] ?? null) : null
  }

  tryNext(): Promise<Record<string, unknown> | null> {
    return this.next()
  }

  async toArray(): Promise<Documents> {
    if (this.closed) return []
    let found = this.#page.slice(this.#at)
    for (let page = await this.#pages(); page; page = await this.#pages()) {
      found = found.length === 0 ? page : found.concat(page)
    }
    await this.close()
    return found
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Record<string, unknown>> {
    try {
      for (let document = await this.next(); document; document = await this.next()) yield document
    } finally {
      await this.close()
    }
  }

  async forEach(visit: (document: Record<string, unknown>) => boolean | undefined): Promise<void> {
    for await (const document of this) if (visit(document) === false) break
  }

  explain(): Promise<unknown> {
    return this.#explain()
  }

  async close(): Promise<void> {
    this.closed = true
    this.#page = []
    this.#at = 0
  }
}
