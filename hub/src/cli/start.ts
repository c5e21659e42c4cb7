import { readFile } from 'node:fs/promises'
import { performance } from 'node:perf_hooks'
import { openApp, type App } from '../app.ts'
import type { Config } from '../config/config.ts'
import { configOf } from '../config/read-config.ts'
import { SignalError } from '../core/errors.ts'
import { adminTokenOf, adminTokenPathOf } from './admin-token.ts'
import { failWith } from './fail.ts'
import { freePort } from './free-port.ts'
import { browserScriptPath, consoleDir, jitsuScriptPath } from './paths.ts'
import { startPracticeOrg, type PracticeOrgProcess } from './practice-org.ts'
import { stopAsked } from './stop-asked.ts'
import { version } from './version.ts'
import { welcomeOf } from './welcome.ts'

/** Runs the hub in the foreground until it is told to stop. */
export async function start(flags: Readonly<Record<string, string>>): Promise<void> {
  const startedAtMs = performance.now()
  const config = configOf({ file: await readConfigFile(), environment: process.env, flags })
  const practiceOrgPort = await practiceOrgPortOf(config)
  const stop = stopAsked()
  await using parts = new AsyncDisposableStack()
  const { app, practiceOrg } = await openBoth(config, practiceOrgPort)
  // Entered first, so that it is closed last: what the hub has on the way can still be answered.
  if (practiceOrg !== null) parts.use(practiceOrg)
  parts.use(app)
  const collectUrl = config.publicCollectUrl ?? `http://localhost:${app.collectPort}`
  const { writeKey } = app.firstSource
  await practiceOrg?.pointShopAt({ collectorUrl: collectUrl, writeKey })
  const adminToken = await adminTokenOf(app, config)
  process.stdout.write(
    welcomeOf({
      version,
      tookMs: performance.now() - startedAtMs,
      consoleUrl: `http://localhost:${app.adminPort}`,
      signInCode: await app.issueSignInLink(),
      collectUrl,
      writeKey,
      adminToken: isProduction() ? hiddenTokenOf(config) : adminToken,
      practiceOrgUrl: practiceOrg?.url ?? null,
      integrationCount: app.integrationCount,
    }),
  )
  const failure = await Promise.race([
    stop,
    app.failed,
    ...(practiceOrg ? [gone(practiceOrg)] : []),
  ])
  if (failure === null) process.stdout.write('\nStopping: requests on the way are waited for.\n')
  await parts.disposeAsync()
  if (failure === null) process.stdout.write('Stopped.\n')
  else failWith(failure)
}

type Both = { readonly app: App; readonly practiceOrg: PracticeOrgProcess | null }

/** Opens the hub and the practice org at the same time; when one fails, the other is closed again. */
async function openBoth(config: Config, practiceOrgPort: number | null): Promise<Both> {
  const dataDir = `${config.dataDir}/practice-org`
  const [opened, started] = await Promise.allSettled([
    openApp({
      config,
      version,
      dialUrl:
        practiceOrgPort === null ? (config.salesforceDialUrl ?? null) : loopback(practiceOrgPort),
      consoleDir,
      browserScriptPath,
      jitsuScriptPath: jitsuScriptPath(),
    }),
    practiceOrgPort === null
      ? null
      : startPracticeOrg({ port: practiceOrgPort, dataDir, environment: process.env }),
  ])
  if (opened.status === 'fulfilled' && started.status === 'fulfilled') {
    return { app: opened.value, practiceOrg: started.value }
  }
  for (const part of [opened, started]) {
    if (part.status === 'fulfilled') await part.value?.[Symbol.asyncDispose]()
  }
  throw opened.status === 'rejected' ? opened.reason : Reflect.get(started, 'reason')
}

async function readConfigFile(): Promise<Readonly<Record<string, unknown>>> {
  const path = process.env['SIGNAL_CONFIG_FILE']
  if (path === undefined || path === '') return {}
  try {
    const parsed: unknown = JSON.parse(await readFile(path, 'utf8'))
    if (typeof parsed === 'object' && parsed !== null) return { ...parsed }
  } catch (cause) {
    throw new SignalError('config.invalid', `cannot read ${path} as JSON: ${String(cause)}`, {
      cause,
    })
  }
  throw new SignalError('config.invalid', `${path} must hold one JSON object`)
}

async function practiceOrgPortOf(config: Config): Promise<number | null> {
  if ((config.practiceOrg ?? (isProduction() ? 'off' : 'on')) === 'off') return null
  return config.practiceOrgPort === 0 ? await freePort() : config.practiceOrgPort
}

async function gone(practiceOrg: PracticeOrgProcess): Promise<SignalError> {
  await practiceOrg.ended
  return new SignalError('cli.practice_org_failed', 'the practice org ended by itself')
}

function loopback(port: number): string {
  return `http://127.0.0.1:${port}`
}

/** In production the terminal's output is kept by others: a shell fills the token in. */
function hiddenTokenOf(config: Config): string {
  return config.adminToken === undefined
    ? `$(cat ${adminTokenPathOf(config)})`
    : '$SIGNAL_ADMIN_TOKEN'
}

function isProduction(): boolean {
  return process.env['NODE_ENV'] === 'production'
}
