// What `npm start` and `npm test` need before either can begin: a host that can run them, the installed packages, and
// the files the browser loads. Plain JavaScript on purpose: on a fresh clone the host's own Node (18 or newer) runs it.

import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * What a lock file says of one package.
 * @typedef {{ version?: string, optional?: boolean, link?: boolean, os?: string[], cpu?: string[], libc?: string[] }} LockEntry
 */

/** The repository's root, whatever folder the command was called from. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)))

const hostNodeMajorMin = 18

/** What the pinned Node is published for; the other native packages cover at least these. */
const supportedHosts = ['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64', 'win32-x64']

const isWindows = process.platform === 'win32'

/** The pinned Node, which runs everything but these few bootstrap files. */
export const pinnedNode = join(root, 'node_modules/node/bin', isWindows ? 'node.exe' : 'node')

/** The hash of the lock file that `node_modules` was installed from. */
const installedStamp = join(root, 'node_modules/.signal-lock-hash')

/** Something the person who typed the command can put right: shown as one line, without a stack. */
export class HostProblem extends Error {}

/**
 * Does what both commands need first. Harmless when repeated, and quick (some 50 ms) when nothing changed.
 * @throws {HostProblem} when the host is unsupported, or the installation or the build fails
 */
export function prepare() {
  checkHost()
  installWhenNeeded()
  buildWhenNeeded({ workspace: 'console', made: 'index.html', alsoReads: ['openapi'] })
  buildWhenNeeded({ workspace: 'simulator/screens', made: 'index.html', alsoReads: [] })
  buildWhenNeeded({ workspace: 'collector-js', made: 'd.js', alsoReads: [] })
}

/** Clients of Data Cloud that others wrote, which some tests drive: a folder of its own, so that `npm start` need not fetch them. */
const clientsFolder = join(root, 'test/clients')

/**
 * Installs what only tests need. Harmless when repeated.
 * @throws {HostProblem} when the installation fails
 */
export function prepareTests() {
  const stamp = join(clientsFolder, 'node_modules/.signal-lock-hash')
  const wanted = hashOf([join(clientsFolder, 'package-lock.json')])
  if (readText(stamp) === wanted) return
  say("Installing other people's Data Cloud clients for the tests (first run, or they changed) ...")
  runNpm(['ci', '--ignore-scripts'], pinnedNode, clientsFolder)
  writeFileSync(stamp, wanted)
}

function checkHost() {
  if (majorOf(process.versions.node) < hostNodeMajorMin) {
    throw new HostProblem(
      `Node ${process.versions.node} is too old to start Signal. Install Node ${hostNodeMajorMin} or newer; the version Signal itself runs on is then installed by npm.`,
    )
  }
  const host = `${process.platform}-${process.arch}`
  if (!supportedHosts.includes(host)) {
    throw new HostProblem(
      `Signal does not run on ${host}. It runs on ${supportedHosts.join(', ')}.`,
    )
  }
}

function installWhenNeeded() {
  const wanted = hashOf([join(root, 'package-lock.json')])
  if (existsSync(pinnedNode) && readText(installedStamp) === wanted) return

  // Whoever ran `npm install` by hand has what the lock file says already, only without our stamp.
  if (!existsSync(pinnedNode) || !isInstalled()) install()
  writeFileSync(installedStamp, wanted)
}

function install() {
  say('Installing the packages that package-lock.json names (first run, or it changed) ...')
  runNpm(['ci', '--include=dev'], hostNode())
  if (!existsSync(pinnedNode)) installPinnedNode()
  // An older npm leaves out, without a word, every optional package that does not suit the Node it runs on; the native
  // parts of our tools are such packages. On the pinned Node it adds them.
  if (!isInstalled()) runNpm(['install', '--no-save', '--include=dev'], pinnedNode)
}

/** The Node that npm was started with, and not the pinned one, which may be running us. */
function hostNode() {
  return process.env['npm_node_execpath'] ?? process.execPath
}

/** @param {string} version */
function majorOf(version) {
  return Number(version.split('.')[0])
}

/** Compares npm's record of what is in `node_modules` with the lock file. */
function isInstalled() {
  const present = packagesOf(join(root, 'node_modules/.package-lock.json'))
  const wanted = packagesOf(join(root, 'package-lock.json'))
  if (present === undefined || wanted === undefined) return false
  return Object.entries(wanted).every(([path, entry]) => {
    if (!path.includes('node_modules/') || entry.link === true) return true
    const found = present[path]
    return found === undefined ? !isForThisHost(entry) : found.version === entry.version
  })
}

/**
 * Whether a package must be there. An optional one must when it is the native part for this platform; others of its kind,
 * and what only they need, npm leaves out.
 * @param {LockEntry} entry
 */
function isForThisHost({ optional, os, cpu, libc }) {
  if (optional !== true) return true
  if (os === undefined) return false
  /** @type {(allowed: string[] | undefined, own: string) => boolean} */
  const suits = (allowed, own) => allowed === undefined || allowed.includes(own)
  return suits(os, process.platform) && suits(cpu, process.arch) && suits(libc, 'glibc')
}

/**
 * @param {string} lockFile
 * @returns {Record<string, LockEntry> | undefined}
 */
function packagesOf(lockFile) {
  const text = readText(lockFile)
  return text === undefined ? undefined : JSON.parse(text).packages
}

/** The package `node` fetches its binary in an install script; some hosts forbid those (`ignore-scripts`). */
function installPinnedNode() {
  say(
    'npm ran no install scripts here (ignore-scripts?): fetching the pinned Node by its own script ...',
  )
  const fetched = spawnSync(process.execPath, ['installArchSpecificPackage.js'], {
    cwd: join(root, 'node_modules/node'),
    env: { ...process.env, npm_config_ignore_scripts: 'false', npm_config_loglevel: 'error' },
    encoding: 'utf8',
  })
  if (fetched.status !== 0 || !existsSync(pinnedNode)) {
    process.stderr.write(`${fetched.stdout ?? ''}${fetched.stderr ?? ''}`)
    throw new HostProblem(
      'The pinned Node could not be fetched. Allow install scripts for the package "node" (npm rebuild node --ignore-scripts=false) and try again.',
    )
  }
}

/**
 * Builds a workspace with Vite when its sources differ from those of the last build.
 * @param {{ workspace: string, made: string, alsoReads: string[] }} needs `made` is the file whose absence means that nothing was built
 */
function buildWhenNeeded({ workspace, made, alsoReads }) {
  const folder = join(root, workspace)
  const stamp = join(folder, 'dist/.inputs-hash')
  const inputs = [
    ...filesIn(folder),
    ...alsoReads.flatMap((path) => filesIn(join(root, path))),
    join(root, 'package-lock.json'),
    join(root, 'tsconfig.base.json'),
  ]
  const wanted = hashOf(inputs)
  if (readText(stamp) === wanted && existsSync(join(folder, 'dist', made))) return

  say(`Building ${workspace} (first run, or its sources changed) ...`)
  const vite = join(root, 'node_modules/vite/bin/vite.js')
  const built = spawnSync(pinnedNode, [vite, 'build', '--logLevel', 'warn'], {
    cwd: folder,
    encoding: 'utf8',
  })
  if (built.status !== 0 || !existsSync(join(folder, 'dist', made))) {
    process.stderr.write(`${built.stdout ?? ''}${built.stderr ?? ''}`)
    throw new HostProblem(`The build of ${workspace} failed; its message is above.${whyNot(built)}`)
  }
  writeFileSync(stamp, wanted)
}

/**
 * Runs the npm that called us; without one (`node tools/start.mjs`), the one on the path.
 * @param {string[]} command
 * @param {string} node what npm is to run on
 * @param {string} folder whose lock file counts
 */
function runNpm(command, node, folder = root) {
  const npm = process.env['npm_execpath']
  const args = [...command, '--no-audit', '--no-fund', '--loglevel=error']
  const path = `${dirname(node)}${delimiter}${process.env['PATH'] ?? ''}`
  const ran =
    npm !== undefined && npm.endsWith('.js')
      ? spawnSync(node, [npm, ...args], { cwd: folder, stdio: 'inherit' })
      : spawnSync('npm', args, {
          cwd: folder,
          stdio: 'inherit',
          shell: isWindows,
          env: { ...process.env, PATH: path },
        })
  if (ran.status !== 0) {
    throw new HostProblem(`The installation failed; npm's own message is above.${whyNot(ran)}`)
  }
}

/** @param {{ error?: Error | undefined, signal: string | null }} result */
function whyNot({ error, signal }) {
  if (error !== undefined) return ` (${error.message})`
  return signal === null ? '' : ` (stopped by ${signal})`
}

/**
 * @param {string} folder
 * @returns {string[]}
 */
function filesIn(folder) {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.name !== 'node_modules' && entry.name !== 'dist')
    .flatMap((entry) => {
      const path = join(folder, entry.name)
      return entry.isDirectory() ? filesIn(path) : [path]
    })
}

/** @param {string[]} files */
function hashOf(files) {
  const hash = createHash('sha256').update(`${process.platform}-${process.arch}`)
  for (const file of [...files].sort()) {
    hash.update(`\0${file.slice(root.length)}\0`).update(readFileSync(file))
  }
  return hash.digest('hex')
}

/** @param {string} file */
function readText(file) {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}

/** @param {string} line */
function say(line) {
  process.stdout.write(`${line}\n`)
}
