// `npm run pictures`: draws the page's icons and the picture of its links into web-client/public, by the art of the game in a Chromium. The files are kept
// in the repository: a build needs no browser.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { createServer } from 'vite';
import { findBrowser } from './find-browser.js';
import { ROOT } from './run.js';

const FOLDER = join(ROOT, 'web-client', 'public');
const ICONS = [
  { file: 'icon-192.png', pixels: 192, maskable: false },
  { file: 'icon-512.png', pixels: 512, maskable: false },
  { file: 'icon-maskable-512.png', pixels: 512, maskable: true },
];
const PREVIEW = 'preview.png';

const executablePath = await findBrowser();
if (executablePath === null) throw new Error('no Chromium is found: set CHROMIUM to its path');
const server = await createServer({
  configFile: join(ROOT, 'web-client', 'vite.config.ts'),
  server: { host: '127.0.0.1', port: 0 },
});
await server.listen();
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
try {
  const page = await browser.newPage();
  // Any file of the page: its modules are loaded from there.
  await page.goto(new URL('app.webmanifest', server.resolvedUrls?.local[0]).href);
  for (const { file, ...icon } of ICONS) {
    save(file, await page.evaluate(drawInPage, icon));
  }
  save(PREVIEW, await page.evaluate(drawPreviewInPage));
} finally {
  await browser.close();
  await server.close();
}

/**
 * @param {string} file
 * @param {string} url a data URL
 */
function save(file, url) {
  writeFileSync(join(FOLDER, file), Buffer.from(url.slice(url.indexOf(',') + 1), 'base64'));
}

/**
 * Runs in the page.
 * @returns {Promise<string>} a data URL
 */
async function drawPreviewInPage() {
  const module = '/view/maze/pictures/preview-art.ts';
  const { drawPreview, PREVIEW_WIDTH, PREVIEW_HEIGHT } = await import(module);
  const { document } = /** @type {any} */ (globalThis);
  const canvas = document.createElement('canvas');
  canvas.width = PREVIEW_WIDTH;
  canvas.height = PREVIEW_HEIGHT;
  drawPreview(canvas.getContext('2d'));
  return canvas.toDataURL('image/png');
}

/**
 * Runs in the page.
 * @param {{ readonly pixels: number, readonly maskable: boolean }} icon
 * @returns {Promise<string>} a data URL
 */
async function drawInPage({ pixels, maskable }) {
  const module = '/view/maze/pictures/icon-art.ts';
  const { drawIcon } = await import(module);
  const { document } = /** @type {any} */ (globalThis);
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = pixels;
  drawIcon(canvas.getContext('2d'), pixels, maskable);
  return canvas.toDataURL('image/png');
}
