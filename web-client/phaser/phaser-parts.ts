// Builds the page with the parts of Phaser that it draws with. The package's own bundle has all of it: 312 KB brotli, and
// the parts are 135. The development server, which does not bundle, takes the package's: Phaser's sources are CommonJS.

import { join } from 'node:path';
import type { Plugin } from 'vite';

/** The package as it is installed; its `exports` offer the bundle only. */
const SOURCE = join(import.meta.dirname, '../../node_modules/phaser/src');

/** What Phaser's own build decides by names that it defines. */
const FEATURES: Readonly<Record<string, boolean>> = {
  CANVAS_RENDERER: true,
  WEBGL_RENDERER: true,
  WEBGL_DEBUG: false,
  FEATURE_SOUND: false,
};

export function phaserParts(): Plugin {
  return {
    name: 'phaser-parts',
    apply: 'build',
    config: () => ({
      resolve: {
        alias: [
          { find: /^phaser$/, replacement: join(import.meta.dirname, 'parts.js') },
          { find: /^phaser\/src/, replacement: SOURCE },
        ],
      },
    }),
    transform: {
      filter: { id: /node_modules[\\/]phaser[\\/]src/ },
      handler: (code) =>
        code.replace(/typeof ([A-Z]+_[A-Z]+)\b/g, (whole, name: string) => String(FEATURES[name] ?? whole)),
    },
  };
}
