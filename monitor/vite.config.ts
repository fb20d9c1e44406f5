// Builds the operator's page into dist/monitor, which `packetman api` serves.
import { defaultClientConditions, defineConfig } from 'vite';

export default defineConfig({
  root: import.meta.dirname,
  // The bridge passes this path on to the API, with all that is below it.
  base: '/monitor/',
  resolve: { conditions: ['source', ...defaultClientConditions] },
  build: {
    outDir: '../dist/monitor',
    emptyOutDir: true,
    // The policy of the page is `script-src 'self'`: nothing may be written into the HTML.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
  },
  server: { proxy: { '/api': 'http://localhost:8080' } },
});
