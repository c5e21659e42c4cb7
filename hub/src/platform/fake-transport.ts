import type { Answered, Transport, TransportRequest, Unreachable } from './transport.ts'

/** What a test answers a request with; a promise holds the request until it resolves. */
export type Reply = (
  request: TransportRequest,
  signal: AbortSignal,
) => Answered | Unreachable | Promise<Answered | Unreachable>

/** A transport for tests: keeps what was asked and answers by a function. */
export class FakeTransport implements Transport {
  readonly requests: TransportRequest[] = []
  reply: Reply

  constructor(reply: Reply) {
    this.reply = reply
  }

  async request(request: TransportRequest, signal: AbortSignal): Promise<Answered | Unreachable> {
    this.requests.push(request)
    return this.reply(request, signal)
  }
}

/** An answer with a body of JSON. */
export function jsonAnswer(status: number, body: unknown, headers = {}): Answered {
  return {
    kind: 'answered',
    status,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  }
}
