import assert from 'node:assert/strict'
import fc from 'fast-check'
import { narrativeFault } from '#fhir/validation/narrative.ts'

const xmlns = 'xmlns="http://www.w3.org/1999/xhtml"'
const div = (inner: string): string => `<div ${xmlns}>${inner}</div>`

const accepted: readonly string[] = [
  div('text'),
  div('<p class="a">a<br/>b</p><hr />'),
  div('<table border="1"><tr><td colspan="2">&lt;x&gt; &amp; &#169; &#xA9;</td></tr></table>'),
  div('<a href="http://example.org">x</a><a href="#y">y</a><a href="Patient/1">z</a>'),
  div('<a href="mailto:a@b.c">x</a><a name="y">z</a>'),
  div('<img src="#pic" alt="x"/>'),
  div('<img src="data:image/png;base64,iVBORw0K" alt=""/>'),
  div('<p style="color: red; background: url(data:image/png;base64,AAAA)">x</p>'),
  div('<!-- a comment -->x'),
  div('<br></br>x'),
  `  <div ${xmlns} xml:lang="ms" lang='ms'>apa khabar</div>\n`,
]

const refused: readonly (readonly [fault: string, text: string])[] = [
  ['no markup', 'text'],
  ['an empty text', ' '],
  ['no namespace', '<div>x</div>'],
  ['another namespace', '<div xmlns="http://example.org">x</div>'],
  ['another root', `<p ${xmlns}>x</p>`],
  ['two roots', div('x') + div('y')],
  ['text behind the root', `${div('x')}y`],
  ['an empty div', div('')],
  ['a div of white space', div(' \n <p> </p>')],
  ['script', div('x<script>alert(1)</script>')],
  ['style', div('x<style>p {}</style>')],
  ['object', div('x<object data="x"/>')],
  ['iframe', div('x<iframe src="x"/>')],
  ['form', div('x<form action="x"><input name="y"/></form>')],
  ['svg', div('x<svg onload="x"/>')],
  ['base', div('x<base href="http://x"/>')],
  ['upper case', div('<P>x</P>')],
  ['an event handler', div('<p onclick="x()">x</p>')],
  ['javascript:', div('<a href="javascript:alert(1)">x</a>')],
  ['javascript: with white space', div('<a href=" java&#10;script:alert(1)">x</a>')],
  ['javascript: in references', div('<a href="&#106;avascript&#58;alert(1)">x</a>')],
  ['vbscript:', div('<a href="vbscript:x">x</a>')],
  ['data: as a link', div('<a href="data:text/html,x">x</a>')],
  ['an image from elsewhere', div('<img src="http://example.org/x.png"/>')],
  ['an image from elsewhere without scheme', div('<img src="//example.org/x.png"/>')],
  ['an SVG image', div('<img src="data:image/svg+xml;base64,AAAA"/>')],
  ['a style that loads', div('<p style="background: url(http://x)">x</p>')],
  ['a style that hides what it loads', div('<p style="background: u/**/rl(http://x)">x</p>')],
  ['a style with escapes', div('<p style="background: \\75rl(http://x)">x</p>')],
  ['DOCTYPE', `<!DOCTYPE div>${div('x')}`],
  ['an entity declaration', `<!DOCTYPE div [<!ENTITY x "y">]>${div('&x;')}`],
  ['CDATA', div('<![CDATA[x]]>')],
  ['a processing instruction', div('<?php x ?>')],
  ['a named entity of HTML', div('a&nbsp;b')],
  ['a bare ampersand', div('a & b')],
  ['a reference to nothing', div('&#0;')],
  ['a wrong end tag', div('<p>x</b>')],
  ['a missing end tag', div('<p>x')],
  ['an end tag too many', `${div('x')}</div>`],
  ['an open br', div('x<br>y')],
  ['an attribute without quotes', div('<p class=a>x</p>')],
  ['an attribute without value', div('<p hidden>x</p>')],
  ['an attribute twice', div('<p class="a" class="b">x</p>')],
  ['an unfinished tag', `<div ${xmlns}>x</div`],
  ['an unfinished comment', div('<!-- x')],
  ['a comment with two hyphens', div('<!-- a -- b -->x')],
]

describe('the XHTML of a narrative', () => {
  for (const text of accepted)
    it(`accepts ${text}`, () => assert.equal(narrativeFault(text), undefined))
  for (const [fault, text] of refused)
    it(`refuses ${fault}`, () => assert.ok(narrativeFault(text) !== undefined))

  it('stands every text, and accepts every escaped text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        narrativeFault(text)
        narrativeFault(div(text))
        const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
        assert.equal(narrativeFault(div(`.${escaped}`)), undefined)
      }),
    )
  })

  it('does not slow down with hostile length', () => {
    for (const part of ['<!--', '&#', '<p ', '<p a="', ' a="b"', '/*', '<div>', '\t'])
      narrativeFault(`<div ${xmlns} ${part.repeat(100_000)}`)
    narrativeFault(div(`<p style="${'/*'.repeat(100_000)}">x</p>`))
    narrativeFault(div(`<a href="${'\t'.repeat(100_000)}">x</a>`))
  })
})
