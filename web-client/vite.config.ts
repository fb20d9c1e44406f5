// Builds the page into dist/web. The `source` condition makes #simulation and #protocol the TypeScript sources.
import { defaultClientConditions, defineConfig } from 'vite';
import { phaserParts } from './phaser/phaser-parts.ts';
import { pageFiles, WORKER_FILE } from './service-worker/page-files.ts';

export default defineConfig({
  root: import.meta.dirname,
  resolve: { conditions: ['source', ...defaultClientConditions] },
  plugins: [phaserParts(), pageFiles()],
  build: {
    outDir: '../dist/web',
    emptyOutDir: true,
    // The policy of the page is `script-src 'self'`: nothing may be written into the HTML.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    // Phaser is one piece of known size in a chunk of its own, so that it stays cached from version to version.
    chunkSizeWarningLimit: 1500,
    rolldownOptions: {
      input: {
        index: `${import.meta.dirname}/index.html`,
        worker: `${import.meta.dirname}/service-worker/worker.ts`,
      },
      // Our libraries only declare things: what the menu does not use of them is loaded with what uses it.
      treeshake: {
        moduleSideEffects: [{ test: /[\\/](simulation|protocol|client|picture)[\\/]/, sideEffects: false }],
      },
      output: {
        codeSplitting: { groups: [{ name: 'phaser', test: /node_modules[\\/]phaser/ }] },
        entryFileNames: ({ name }) => (name === 'worker' ? WORKER_FILE : 'assets/[name]-[hash].js'),
      },
    },
  },
  server: {
    proxy: {
      // Only the WebSocket, not modules whose names begin with `play`.
      '^/play(\\?|$)': { target: 'ws://localhost:8080', ws: true },
      '/api': 'http://localhost:8080',
    },
  },
});
