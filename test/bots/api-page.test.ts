// docs/bot-client.md: what `packetman/bot` exports, from the doc comments of the sources.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { apiPage, declarationOf } from '../support/api-page.ts';

const ROOT = join(import.meta.dirname, '../..');
const PAGE = join(ROOT, 'docs/bot-client.md');
const MARKED = /(?<=<!-- api -->\n\n)[^]*(?=\n<!-- \/api -->)/;
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');

/** What the package exports from files of this folder, in its order. */
const declarations = [...read('bots/index.ts').matchAll(/^export (?:type )?\{ (.*) \} from '\.\/(.*)';$/gm)].flatMap(
  ([, names = '', file = '']) =>
    names.split(', ').map((name) => declarationOf(read(`bots/${file}`), name.replace('type ', ''))),
);

if (process.env['UPDATE'] !== undefined) {
  writeFileSync(
    PAGE,
    readFileSync(PAGE, 'utf8').replace(MARKED, () => apiPage(declarations)),
  );
}

test('[BT15] all that the package exports has a doc comment, and so have its members', () => {
  const silent = declarations.flatMap(({ name, text, members }) => [
    ...(text === '' ? [name] : []),
    ...members.filter((member) => member.text === '').map(({ signature }) => `${name}: ${signature}`),
  ]);
  expect(silent).toEqual([]);
  expect(declarations.find(({ name }) => name === 'BotClient')!.members.length).toBeGreaterThan(15);
});

test('[BT15] docs/bot-client.md has all of it, as the sources have it', () => {
  expect(MARKED.exec(readFileSync(PAGE, 'utf8'))![0]).toBe(apiPage(declarations));
});

test('[BT15] signatures are read in one line, without bodies, values and what is private', () => {
  const source = `/** A thing. */
export class Thing {
  /** How many. */
  count = 0;
  private hidden = 1;

  /**
   * Does it.
   * @param how well
   * @returns what came of it
   * @throws Error
   */
  async doIt(
    how: string,
    ...rest: number[]
  ): Promise<void> {
    const inner = 2;
  }

  get size(): number {
    return 1;
  }
}
`;
  expect(declarationOf(source, 'Thing')).toEqual({
    ...{ name: 'Thing', signature: 'class Thing', text: 'A thing.' },
    members: [
      { signature: 'count: number', text: 'How many.' },
      {
        signature: 'doIt(how: string, ...rest: number[]): Promise<void>',
        text: 'Does it. `how`: well. Returns what came of it. Throws Error.',
      },
      { signature: 'size: number', text: '' },
    ],
  });
});
