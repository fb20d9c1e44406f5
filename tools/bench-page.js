// `npm run bench:page`: finds a browser, or installs one, for dist/tools/bench/page/main.js.
import { findBrowser, installBrowser } from './find-browser.js';
import { run } from './run.js';

const browser = (await findBrowser()) ?? (await installBrowser());
if (browser === null) throw new Error('there is no Chromium: install one, or name one in CHROMIUM');
const { ok } = await run(process.execPath, ['dist/tools/bench/page/main.js'], {
  passThrough: true,
  env: { PACKETMAN_BROWSER: browser },
});
process.exitCode = ok ? 0 : 1;
