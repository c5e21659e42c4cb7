import {
  convertCssVariables,
  DEFAULT_THEME,
  defaultCssVariablesResolver,
  mergeMantineTheme,
} from '@mantine/core'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'
import { theme } from './src/theme/theme.ts'

const virtualId = 'virtual:theme-variables.css'
const resolvedId = `\0${virtualId}`

/**
 * Writes the theme's CSS variables into a stylesheet at build time. Mantine would add them as a `<style>` element in the
 * browser, which the practice org's content security policy (`style-src 'self'`) refuses.
 */
function themeVariables(): Plugin {
  return {
    name: 'practice-org-theme-variables',
    resolveId: (id) => (id === virtualId ? resolvedId : null),
    load: (id) =>
      id === resolvedId
        ? convertCssVariables(defaultCssVariablesResolver(mergeMantineTheme(DEFAULT_THEME, theme)))
        : null,
  }
}

export default defineConfig({
  root: import.meta.dirname,
  base: '/org/',
  plugins: [react(), themeVariables()],
  build: {
    outDir: 'dist',
    // Everything from a file: `data:` addresses would need their own line in the policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 900,
    // Of the icons' and components' barrels only what is used is read: a build takes a third of the time.
    rolldownOptions: { experimental: { lazyBarrel: true } },
  },
  server: {
    proxy: { '/practice-org': 'http://127.0.0.1:8090' },
  },
})
