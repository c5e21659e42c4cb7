import type {} from 'vitest'
import { defineConfig } from 'vitest/config'
import { findChromium } from './tools/chromium.mjs'

declare module 'vitest' {
  interface ProvidedContext {
    /** Where Chromium is, for `playwright-core`; empty on a host without one, and then browser tests are skipped. */
    readonly chromiumPath: string
  }
}

// These only end a test that hangs. Our tests wait on the machine, not on a clock, and a busy machine takes its time:
// a unit test of the practice org opens a Postgres of its own, a browser test starts processes and a browser.
const browserTestMsMax = 240_000
const testMsMax = 120_000

export default defineConfig({
  test: {
    expect: { poll: { timeout: 60_000 } },
    provide: { chromiumPath: findChromium() },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: [
            'hub/src/**/*.test.ts',
            'simulator/src/**/*.test.ts',
            'collector-js/src/**/*.test.ts',
            'console/src/**/*.test.{ts,tsx}',
            'tools/**/*.test.ts',
            'test/documents.test.ts',
            'test/tidy.test.ts',
            'test/tidy/**/*.test.ts',
          ],
          testTimeout: testMsMax,
          hookTimeout: testMsMax,
        },
      },
      {
        extends: true,
        test: {
          name: 'integration',
          include: [
            'hub/test/integration/**/*.test.ts',
            'test/simulation/**/*.test.ts',
            'test/clients/*.test.ts',
          ],
          testTimeout: testMsMax,
          hookTimeout: testMsMax,
        },
      },
      {
        extends: true,
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts', 'test/e2e/**/*.test.ts'],
          fileParallelism: false,
          testTimeout: browserTestMsMax,
          hookTimeout: browserTestMsMax,
        },
      },
    ],
  },
})
