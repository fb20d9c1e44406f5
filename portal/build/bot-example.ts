// For the build: the example of a bot as docs/bots.md has it, which a test runs.

import { readFileSync } from 'node:fs';
import type { Plugin } from 'vite';

const DOCUMENT = `${import.meta.dirname}/../../docs/bots.md`;
const PLACE = '<!-- bot example -->';
const EXAMPLE = /^```js brain\n([\s\S]*?)^```$/m;

export function botInPage(): Plugin {
  const handler = (html: string): string => html.replace(PLACE, () => botExample().replaceAll('<', '&lt;'));
  return { name: 'bot-in-page', transformIndexHtml: { order: 'pre', handler } };
}

/** @throws Error if the document has no such example */
function botExample(): string {
  const [, code] = EXAMPLE.exec(readFileSync(DOCUMENT, 'utf8')) ?? [];
  if (code === undefined) throw new Error('docs/bots.md has no example of a brain');
  return code.trimEnd();
}
