import { defineConfig } from 'vite'

/** One classic script for the `<script>` tag, without anything to load after it. */
export default defineConfig({
  build: {
    target: 'es2020',
    lib: {
      entry: 'src/main.ts',
      formats: ['iife'],
      name: 'signalCollector',
      fileName: () => 'd.js',
    },
  },
})
