// Phaser's own types are those of its bundle, which vite.config.ts replaces by phaser-parts.js.
declare module 'phaser/src/*';
