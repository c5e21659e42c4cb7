import type {} from 'vitest'
import { defineConfig } from 'vitest/config'
import { findChromium } from './tools/chromium.mjs'

declare module 'vitest' {
  interface ProvidedContext {
    /** Where Chromium is, for `playwright-core`; empty on a host without one, and then browser tests are skipped. */
    readonly chromiumPath: string
  }
}

// A browser test starts real processes and a browser: it waits on the machine, not on a clock of ours.
const browserTestMsMax = 120_000
const processTestMsMax = 60_000

export default defineConfig({
  test: {
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
            'test/documents.test.ts',
            'test/tidy.test.ts',
            'test/tidy/**/*.test.ts',
          ],
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
          testTimeout: processTestMsMax,
          hookTimeout: processTestMsMax,
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
