// The words of open sets that this version knows: those of the agreed examples, each once.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { CLIENT_MESSAGES, SERVER_MESSAGES } from '#protocol';
import type { Kind, Shape } from '../../protocol/fields.ts';

const golden = JSON.parse(readFileSync(new URL('../golden/wire.json', import.meta.url), 'utf8')) as Record<
  'client' | 'server',
  Record<string, { message: Record<string, unknown> }>
>;

/** What kinds are made of. */
interface Parts {
  readonly known?: readonly string[];
  readonly item?: Kind<unknown>;
  readonly shape?: Shape;
}

/** All words in a value of an open set, with the words known there. */
function wordsIn(kind: Kind<unknown>, value: unknown): { word: string; known: readonly string[] }[] {
  const { known, item, shape } = kind as Parts;
  if (known) return [{ word: value as string, known }];
  if (item) return (value as unknown[]).flatMap((one) => wordsIn(item, one));
  return shape ? wordsOf(shape, value as Record<string, unknown>) : [];
}

function wordsOf(shape: Shape, values: Record<string, unknown>): { word: string; known: readonly string[] }[] {
  return Object.entries(shape).flatMap(([name, kind]) => (name in values ? wordsIn(kind, values[name]) : []));
}

const examples = [
  ...Object.entries(golden.client).map(([name, { message }]) => ({ name, message, table: CLIENT_MESSAGES })),
  ...Object.entries(golden.server).map(([name, { message }]) => ({ name, message, table: SERVER_MESSAGES })),
];

test.each(examples.filter(({ name }) => !name.includes('later')))('[M10] the words of $name are known', (example) => {
  const { fields } = (example.table as Record<string, { fields: Shape }>)[String(example.message['type'])]!;
  for (const { word, known } of wordsOf(fields, example.message)) {
    expect(known).toContain(word);
    expect(new Set(known).size).toBe(known.length);
  }
});
