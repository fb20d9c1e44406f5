// Phaser's own types are those of its bundle, which vite.config.ts replaces by parts.js.
declare module 'phaser/src/*';
