// The tables of bridge/README.md say which end has which code: pages are written by them.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { CLOSES } from '../../bridge/websocket/close-codes.ts';
import { REFUSALS } from '../../bridge/websocket/refusals.ts';

const readme = readFileSync(new URL('../../bridge/README.md', import.meta.url), 'utf8');

/** The rows of all tables as cells. */
const rows = readme
  .split('\n')
  .filter((line) => line.startsWith('| '))
  .map((line) => line.split('|').map((cell) => cell.trim()));

/** The ids in a cell, as `id`. */
function idsIn(cell = ''): string[] {
  return [...cell.matchAll(/`([a-z0-9-]+)`/g)].map(([, id]) => id!);
}

test('[B4] each end has the close code of the table', () => {
  const documented = rows
    .filter(([, code = '']) => /^\d{4}$/.test(code))
    .flatMap(([, code, ids]) => idsIn(ids).map((id) => [id, Number(code)]));
  const ours = Object.entries(CLOSES).filter(([id]) => id !== 'browser-closed');
  const isRefusal = (id: string) => id in REFUSALS;
  // What only refuses a handshake is in the table of refusals.
  const inTable = Object.fromEntries(documented);
  for (const [id, { code }] of ours) if (!isRefusal(id) || id in inTable) expect([id, inTable[id]]).toEqual([id, code]);
});

test('[B4] each refusal has the status for programs and the close code for browsers of the table', () => {
  const documented = rows.filter(([, , status = '']) => /^[45]\d\d$/.test(status));
  const seen = new Set<string>();
  for (const [, ids, status, browsers] of documented) {
    for (const id of idsIn(ids).filter((one) => one in REFUSALS)) {
      const refusal: { status: number; close: keyof typeof CLOSES | null } = REFUSALS[id as keyof typeof REFUSALS];
      expect([id, status]).toEqual([id, String(refusal.status)]);
      const code = refusal.close === null ? refusal.status : CLOSES[refusal.close].code;
      // A login that a browser may already have is asked for by a status.
      if (!(id === 'unauthorized' && browsers === '401')) expect([id, browsers]).toEqual([id, String(code)]);
      seen.add(id);
    }
  }
  expect([...seen].toSorted()).toEqual(Object.keys(REFUSALS).toSorted());
});
