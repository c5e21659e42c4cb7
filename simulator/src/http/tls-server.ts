/**
 * The same practice org over TLS, for clients that insist on https: a port of its own, and a certificate that it signed
 * itself. Whoever shall trust it is given the file.
 */
import { createPrivateKey, X509Certificate } from 'node:crypto'
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:https'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { generate } from 'selfsigned'
import type { EpochMs } from '../platform/clock.ts'
import { answerBroken, closeWhenIdle, serverLimits } from './server.ts'

export type TlsServer = AsyncDisposable & {
  /** `https://127.0.0.1:<port>` */
  readonly url: string
  /** The certificate in PEM. */
  readonly certificateFile: string
}

export type TlsOptions = {
  /** 0 takes any free port. */
  readonly port: number
  /** Keeps the certificate, so that it need be trusted once; empty: a folder for temporary files, removed at the end. */
  readonly dataDir: string
  /** The machine's own time: certificates are judged by others. */
  readonly nowMs: EpochMs
  readonly serve: (request: IncomingMessage, response: ServerResponse) => void
  readonly onBrokenRequest: (status: number) => void
}

/** Clients that follow browsers take none that lasts longer than 398 days. */
const certificateLifeMs = 397 * 86_400_000
/** A kept one is made anew when less is left of it. */
const certificateRestMsMin = 7 * 86_400_000

/** @throws the listener's error, `EADDRINUSE` for a port in use, or that of a folder that cannot be written */
export async function openTlsServer(options: TlsOptions): Promise<TlsServer> {
  const { serve, onBrokenRequest } = options
  const folder =
    options.dataDir === ''
      ? await mkdtemp(join(tmpdir(), 'practice-org-tls-'))
      : join(options.dataDir, 'tls')
  const certificateFile = join(folder, 'certificate.pem')
  const removeFolder = async () => {
    if (options.dataDir === '') await rm(folder, { recursive: true, force: true })
  }
  try {
    const { key, cert } = await openCertificate(folder, certificateFile, options.nowMs)
    const server = createServer({ key, cert, ...serverLimits }, serve)
    closeWhenIdle(server)
    server.on('clientError', (error, socket) => {
      answerBroken(error, socket, onBrokenRequest)
    })
    const port = await listen(server, options.port)
    return {
      url: `https://127.0.0.1:${port}`,
      certificateFile,
      [Symbol.asyncDispose]: async () => {
        await close(server)
        await removeFolder()
      },
    }
  } catch (cause) {
    await removeFolder()
    throw cause
  }
}

type Pair = { readonly key: string; readonly cert: string }

async function openCertificate(folder: string, file: string, nowMs: EpochMs): Promise<Pair> {
  const keyFile = join(folder, 'key.pem')
  const kept = await readPair(keyFile, file)
  if (kept !== undefined && isGood(kept, nowMs)) return kept
  const made = await generate([{ name: 'commonName', value: 'Practice org' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    notBeforeDate: new Date(nowMs - 60_000),
    notAfterDate: new Date(nowMs + certificateLifeMs),
    extensions: [
      // Trusted as its own authority: some clients take a self-signed one only as such.
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', digitalSignature: true, keyCertSign: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          { type: 7, ip: '127.0.0.1' },
          { type: 7, ip: '::1' },
          { type: 2, value: '*.my.salesforce.com' },
          { type: 2, value: '*.c360a.salesforce.com' },
        ],
      },
    ],
  })
  await mkdir(folder, { recursive: true })
  await writeFile(keyFile, made.private, { mode: ownerOnly })
  // A file that was there keeps its mode when it is written.
  await chmod(keyFile, ownerOnly)
  await writeFile(file, made.cert)
  return { key: made.private, cert: made.cert }
}

async function readPair(keyFile: string, certificateFile: string): Promise<Pair | undefined> {
  try {
    const [key, cert] = await Promise.all([
      readFile(keyFile, 'utf8'),
      readFile(certificateFile, 'utf8'),
    ])
    return { key, cert }
  } catch {
    // Whatever is wrong with what was kept, new ones replace it.
    return undefined
  }
}

const ownerOnly = 0o600

/** Whether it lasts a while, and belongs to its key. */
function isGood({ key, cert }: Pair, nowMs: EpochMs): boolean {
  try {
    const certificate = new X509Certificate(cert)
    const restMs = Date.parse(certificate.validTo) - nowMs
    return restMs > certificateRestMsMin && certificate.checkPrivateKey(createPrivateKey(key))
  } catch {
    return false
  }
}

function listen(server: Server, port: number): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>()
  server.once('error', reject)
  server.listen({ host: '127.0.0.1', port }, () => {
    const address = server.address()
    resolve(typeof address === 'object' && address !== null ? address.port : port)
  })
  return promise
}

function close(server: Server): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  server.close(() => resolve())
  server.closeAllConnections()
  return promise
}
