// Builds the status page of the bridge into dist/status-page, which the bridge serves at the path of `--status`.
import { defaultClientConditions, defineConfig } from 'vite';

export default defineConfig({
  root: import.meta.dirname,
  // Which path it has is a setting.
  base: './',
  resolve: { conditions: ['source', ...defaultClientConditions] },
  build: {
    outDir: '../dist/status-page',
    emptyOutDir: true,
    // The policy of the page is `script-src 'self'`: nothing may be written into the HTML.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
  },
});
