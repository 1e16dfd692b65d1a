/** How far, how fast, how long still. */
import assert from 'node:assert/strict'
import { duration, grouped, progressBar, progressLine } from '#cli/progress-bar.ts'

describe('cli/progress-bar', () => {
  it('tells part, count, rate and time left', () => {
    assert.equal(
      progressLine({ done: 25, total: 100, count: 3000 }, 2000, 'entries'),
      ' 25 %  3,000 entries, 1,500/s, 6 s left',
    )
    assert.equal(
      progressLine({ done: 0, total: 100, count: 0 }, 0, 'entries'),
      '  0 %  0 entries, 0/s',
    )
    assert.equal(
      progressLine({ done: 9, total: 0, count: 9 }, 1000, 'rows'),
      '100 %  9 rows, 9/s, 0 s left',
    )
  })

  it('writes durations and numbers for people', () => {
    assert.deepEqual(
      [duration(900), duration(60_000), duration(125_000)],
      ['1 s', '1 min 0 s', '2 min 5 s'],
    )
    assert.deepEqual(
      [grouped(999), grouped(92114), grouped(1234567)],
      ['999', '92,114', '1,234,567'],
    )
  })

  it('draws over itself on a terminal, prints plain lines now and then elsewhere', () => {
    for (const isTTY of [true, false]) {
      const texts: string[] = []
      let now = 0
      const stderr = { write: (text: string) => texts.push(text), isTTY, columns: 60 }
      const bar = progressBar(
        {
          stderr,
          stdout: stderr,
          color: false,
          now: () => now,
          open: () => Promise.reject(),
          serve: async () => 0,
        },
        'entries',
      )
      for (now = 0; now <= 10_000; now += 50) bar.show({ done: now, total: 20_000, count: now })
      bar.clear()
      if (isTTY) {
        assert.equal(texts.length, 101)
        assert.ok(texts.every((text) => text.startsWith('\r') && text.length <= 64))
      } else {
        assert.equal(texts.length, 2)
        assert.ok(texts.every((text) => text.endsWith('left\n') && !text.includes('\r')))
      }
    }
  })
})
