import { existsSync } from 'node:fs'

/** Where Debian, Ubuntu, Fedora and Google put a Chromium; `SIGNAL_CHROMIUM` names any other. */
const usualPaths = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

/**
 * The browser that `playwright-core` drives in the tests.
 * @returns {string} its path, empty when this host has none
 */
export function findChromium() {
  const named = process.env['SIGNAL_CHROMIUM']
  const candidates = named === undefined ? usualPaths : [named]
  return candidates.find((path) => existsSync(path)) ?? ''
}
