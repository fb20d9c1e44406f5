// Builds the page into dist/web. The `source` condition makes #simulation and #protocol the TypeScript sources.
import { join } from 'node:path';
import { defaultClientConditions, defineConfig, type Plugin } from 'vite';

/** The package as it is installed; its `exports` offer the whole bundle only. */
const PHASER = join(import.meta.dirname, '../node_modules/phaser');

const PHASER_ALIAS = [
  { find: /^phaser$/, replacement: join(import.meta.dirname, 'phaser-parts.js') },
  { find: /^phaser\/src/, replacement: join(PHASER, 'src') },
];

/** What Phaser's own build decides by names that it defines. */
const PHASER_HAS: Readonly<Record<string, boolean>> = {
  CANVAS_RENDERER: true,
  WEBGL_RENDERER: true,
  WEBGL_DEBUG: false,
  FEATURE_SOUND: false,
};

const phaserFeatures: Plugin = {
  name: 'phaser-features',
  transform: {
    filter: { id: /node_modules[\\/]phaser[\\/]src/ },
    handler: (code) =>
      code.replace(/typeof ([A-Z]+_[A-Z]+)\b/g, (whole, name: string) => String(PHASER_HAS[name] ?? whole)),
  },
};

export default defineConfig(({ command }) => ({
  root: import.meta.dirname,
  plugins: [phaserFeatures],
  resolve: {
    conditions: ['source', ...defaultClientConditions],
    // The development server does not bundle, and Phaser's sources are CommonJS.
    alias: command === 'build' ? PHASER_ALIAS : [],
  },
  build: {
    outDir: '../dist/web',
    emptyOutDir: true,
    // The policy of the page is `script-src 'self'`: nothing may be written into the HTML.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    // Phaser is one piece of known size in a chunk of its own, so that it stays cached from version to version.
    chunkSizeWarningLimit: 1500,
    rolldownOptions: {
      // Our libraries only declare things: what the menu does not use of them is loaded with what uses it.
      treeshake: { moduleSideEffects: [{ test: /[\\/](simulation|protocol|client)[\\/]/, sideEffects: false }] },
      output: { codeSplitting: { groups: [{ name: 'phaser', test: /node_modules[\\/]phaser/ }] } },
    },
  },
  server: {
    proxy: {
      // Not the modules whose names begin with it.
      '^/play(\\?|$)': { target: 'ws://localhost:8080', ws: true },
      '/api': 'http://localhost:8080',
    },
  },
}));
