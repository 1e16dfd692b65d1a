/** The ceiling of a read: an Express handler that sends the same bytes from memory. The body comes in a file. */
import { readFileSync } from 'node:fs'
import express from 'express'

const body = readFileSync(process.env.CEILING_BODY ?? '')
const app = express()
app.disable('x-powered-by')
app.disable('etag')
app.get('/ready', (_request, response) => void response.end())
app.get('/fhir/:type/:id', (_request, response) => {
  response.writeHead(200, {
    'content-type': 'application/fhir+json',
    'content-length': body.length,
  })
  response.end(body)
})
app.listen(Number(process.env.PORT), '127.0.0.1')
