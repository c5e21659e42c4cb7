import type { FastifyRequest } from 'fastify'
import { queryOf } from './request-query.ts'

/**
 * The parameters of a form, whether they come in the body or in the query string: both are seen in
 * the wild {SVT,PYCDP}. What is in the body wins.
 */
export function formOf(request: FastifyRequest): URLSearchParams {
  const parameters = queryOf(request)
  const bodyText = Buffer.isBuffer(request.body) ? request.body.toString('utf8') : ''
  for (const [name, value] of new URLSearchParams(bodyText)) parameters.set(name, value)
  return parameters
}
