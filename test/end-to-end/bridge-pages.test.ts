// Pages of others behind a bridge, in a real Chromium: with a login, with inline scripts, with a film that is sought in.

import { spawn, spawnSync } from 'node:child_process';
import { randomBytes, scryptSync } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';

import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { browserAvailable, launchBrowser } from '../support/browser.ts';
import { freePort } from '../support/free-port.ts';
import { openBridge, openEchoTarget, openFolder, type TestBridge } from '../bridge/support.ts';

const NOVNC = '/usr/share/novnc';
const VNC_SERVER = 'Xtigervnc';
const hasVnc = existsSync(join(NOVNC, 'vnc_lite.html')) && spawnSync(VNC_SERVER, ['-version']).error === undefined;
const ARTIFACTS = join(import.meta.dirname, '../../test-artifacts');
const LOGIN = { username: 'ada', password: 'open:sesame' };

/** The classic page of an echo server: one file, its script and style in it. */
const ECHO_PAGE = `<!doctype html><title>echo</title><link rel="icon" href="data:,"><style>output { color: rgb(0, 0, 255) }</style>
<output id="said" onclick="this.textContent = 'clicked'"></output>
<script>
  const said = document.getElementById('said');
  const login = new URLSearchParams(location.search).get('as') ?? '';
  const socket = new WebSocket('ws://' + login + location.host + '/websockify', ['binary']);
  socket.binaryType = 'arraybuffer';
  socket.onopen = () => socket.send('hello');
  socket.onmessage = ({ data }) => (said.textContent = new TextDecoder().decode(data));
  socket.onclose = ({ code }) => (said.textContent = 'closed ' + code);
</script>`;

let browser: Browser;

beforeAll(async () => {
  if (browserAvailable) browser = await launchBrowser();
  mkdirSync(ARTIFACTS, { recursive: true });
});
afterAll(() => browser?.close());

test.skipIf(!browserAvailable)('[B17] with --web-auth a browser logs in once, for page and WebSocket', async () => {
  const bridge = await bridgeWith({ 'index.html': ECHO_PAGE }, { isPageProtected: true });
  const { page } = await visit(bridge, '/', { httpCredentials: LOGIN });
  await page.waitForSelector('#said:has-text("hello")');
  expect(await page.locator('#said').evaluate((item) => getComputedStyle(item).color)).toBe('rgb(0, 0, 255)');
});

test.skipIf(!browserAvailable)('[B17] without a login the page is 401, and so is one with a wrong one', async () => {
  const bridge = await bridgeWith({ 'index.html': ECHO_PAGE }, { isPageProtected: true });
  for (const options of [{}, { httpCredentials: { username: 'ada', password: 'wrong' } }]) {
    const { page, status } = await visit(bridge, '/', options);
    expect([401, 'net::ERR_INVALID_AUTH_CREDENTIALS']).toContain(status);
    expect(await page.locator('#said').count()).toBe(0);
  }
});

test.skipIf(!browserAvailable)(
  '[B17] a public page: the browser shows the login that it knows to a WebSocket, or it fails',
  async () => {
    const bridge = await bridgeWith({ 'index.html': ECHO_PAGE }, { isPageProtected: false });
    const { page: asked, status } = await visit(bridge, '/?as=ada:open:sesame@');
    expect(status).toBe(200);
    await asked.waitForSelector('#said:has-text("hello")');
    const { page } = await visit(bridge, '/');
    await page.waitForSelector('#said:has-text("closed 1006")');
    expect(bridge.log.filter(({ refusal }) => refusal === 'unauthorized').length).toBeGreaterThan(0);
  },
);

test.skipIf(!browserAvailable)('[B10] a page with inline script, style and handlers works, unless --csp', async () => {
  const bridge = await bridgeWith({ 'index.html': ECHO_PAGE });
  const { page, errors } = await visit(bridge, '/');
  await page.waitForSelector('#said:has-text("hello")');
  await page.click('#said');
  await page.waitForSelector('#said:has-text("clicked")');
  expect(errors).toEqual([]);

  const strict = await visit(await bridgeWith({ 'index.html': ECHO_PAGE }, { csp: true }), '/');
  await expect.poll(() => strict.errors.join()).toMatch(/Content Security Policy/);
});

test.skipIf(!browserAvailable)('[B10] a film is sought in', async () => {
  const seconds = 600;
  const bridge = await bridgeWith({
    'index.html': '<video src="film.wav" controls></video>',
    'film.wav': wave(seconds),
  });
  const { page } = await visit(bridge, '/');
  const reached = await page.evaluate(
    (goal) =>
      new Promise<number>((resolve, reject) => {
        const film = document.querySelector('video')!;
        film.onseeked = () => resolve(film.currentTime);
        film.onerror = () => reject(new Error(film.error!.message));
        const seek = (): void => void (film.currentTime = goal);
        if (film.readyState > 0) seek();
        else film.onloadedmetadata = seek;
      }),
    seconds - 10,
  );
  expect(reached).toBeCloseTo(seconds - 10, 1);
});

test.skipIf(!browserAvailable || !hasVnc).each(['vnc_lite.html', 'vnc.html'])(
  '[B17] noVNC behind a login shows the screen: %s',
  async (name) => {
    const passwords = await passwordFile();
    const bridge = await openBridge(await startVnc(), { web: NOVNC, webPasswords: passwords, auth: { passwords } });
    const query = `host=127.0.0.1&port=${bridge.port}&autoconnect=true&resize=scale`;
    const { page, errors } = await visit(bridge, `/${name}?${query}`, { httpCredentials: LOGIN });
    // The X server's own root is a pattern of two colours: a picture has come when the canvas has more than one.
    await page.waitForFunction(() => {
      const canvas = document.querySelector('canvas');
      if (canvas === null || canvas.width < 100) return false;
      const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
      const first = String(data.subarray(0, 4));
      for (let at = 4; at < data.length; at += 4) if (String(data.subarray(at, at + 4)) !== first) return true;
      return false;
    });
    await page.screenshot({ path: join(ARTIFACTS, `no${name.replace('.html', '')}.png`) });
    expect(errors.filter((error) => !/favicon|404/.test(error))).toEqual([]);
  },
);

interface PageSettings {
  isPageProtected?: boolean;
  csp?: true;
}

/** A bridge to an echo server, with a page of these files; with a login when it is said whether the page has it too. */
async function bridgeWith(
  files: Record<string, string | Buffer>,
  { isPageProtected, csp }: PageSettings = {},
): Promise<TestBridge> {
  const web = await openFolder();
  for (const [name, text] of Object.entries(files)) await writeFile(join(web, name), text);
  const passwords = isPageProtected === undefined ? undefined : await passwordFile();
  const auth = passwords === undefined ? undefined : { passwords };
  return openBridge(await openEchoTarget(), { web, csp, auth, webPasswords: isPageProtected ? passwords : undefined });
}

async function passwordFile(): Promise<string> {
  const path = join(await openFolder(), 'passwords');
  const salt = randomBytes(16);
  const hash = scryptSync(LOGIN.password, salt, 32);
  await writeFile(path, [LOGIN.username, 'scrypt', salt.toString('base64'), hash.toString('base64')].join(':'));
  return path;
}

async function visit(bridge: TestBridge, path: string, options: BrowserContextOptions = {}) {
  const context = await browser.newContext(options);
  onTestFinished(() => context.close());
  const page: Page = await context.newPage();
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  const status = await page.goto(`http://127.0.0.1:${bridge.port}${path}`).then(
    (response) => response?.status(),
    (error: Error) => /net::\w+/.exec(error.message)?.[0],
  );
  return { page, errors, status };
}

/** Sound of 8-bit samples in two channels, too long to be loaded whole before it is sought in. */
function wave(seconds: number): Buffer {
  const rate = 48_000;
  const bytes = seconds * rate * 2;
  const head = Buffer.alloc(44);
  head.write('RIFF', 0, 'latin1');
  head.writeUInt32LE(36 + bytes, 4);
  head.write('WAVEfmt ', 8, 'latin1');
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(2, 22);
  head.writeUInt32LE(rate, 24);
  head.writeUInt32LE(rate * 2, 28);
  head.writeUInt16LE(2, 32);
  head.writeUInt16LE(8, 34);
  head.write('data', 36, 'latin1');
  head.writeUInt32LE(bytes, 40);
  return Buffer.concat([head, Buffer.alloc(bytes, 128)]);
}

/** An X server that is a VNC server, without a password of its own, on a free port and a free display. */
async function startVnc(): Promise<{ host: string; port: number }> {
  const port = await freePort();
  const folder = await mkdtemp(join(tmpdir(), 'vnc-'));
  const args = [
    '-displayfd',
    '3',
    '-rfbport',
    String(port),
    '-localhost',
    '-SecurityTypes',
    'None',
    '-retro',
    '-geometry',
    '640x480',
  ];
  const server = spawn(VNC_SERVER, args, {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    env: { ...process.env, HOME: folder },
  });
  onTestFinished(async () => {
    server.kill();
    await rm(folder, { recursive: true, force: true });
  });
  await once(createInterface(server.stdio[3] as NodeJS.ReadableStream), 'line');
  return { host: '127.0.0.1', port };
}
