import type { FastifyReply } from 'fastify'

/** What the hosts of Salesforce show a browser when they cannot help: a small HTML page (assumed). */
export function sendHtmlError(reply: FastifyReply, status: number, title: string): FastifyReply {
  return reply
    .code(status)
    .header('content-type', 'text/html; charset=UTF-8')
    .send(errorPageOf(title))
}

export function errorPageOf(title: string): string {
  return `<!DOCTYPE html><html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>`
}
