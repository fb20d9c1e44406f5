// Builds the pages beside the game into dist/portal, which `packetman api` serves.
import { defaultClientConditions, defineConfig } from 'vite';
import { botInPage } from './build/bot-example.ts';
import { pageFrame } from './build/page-frame.ts';

const PAGES = ['about', 'records', 'player', 'replay'];

export default defineConfig({
  root: import.meta.dirname,
  // The bridge passes this path on to the API, with all that is below it.
  base: '/about/',
  resolve: { conditions: ['source', ...defaultClientConditions] },
  plugins: [pageFrame(), botInPage()],
  build: {
    outDir: '../dist/portal',
    emptyOutDir: true,
    // The policy of the pages is `script-src 'self'`: nothing may be written into the HTML.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    rolldownOptions: {
      input: Object.fromEntries(PAGES.map((page) => [page, `${import.meta.dirname}/${page}.html`])),
      // Our libraries only declare things: a page loads what it uses of them.
      treeshake: { moduleSideEffects: [{ test: /[\\/](simulation|protocol|picture)[\\/]/, sideEffects: false }] },
    },
  },
  server: { proxy: { '/api': 'http://localhost:8080' } },
});
