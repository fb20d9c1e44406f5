// When a node is so surely dead that its rooms may be claimed.

import { expect, test } from 'vitest';
import { KnownNodes, type LinkState } from '../../../../game-server/cluster/lease/known-nodes.ts';
import type { NodeRecord } from '../../../../game-server/cluster/lease/node-record.ts';

const LEASE_MS = 900;

function knowing() {
  let ms = 0;
  let link: LinkState | null = null;
  const nodes = new KnownNodes({ id: 'b', run: 'run b', leaseMs: LEASE_MS, nowMs: () => ms, linkOf: () => link });
  return {
    nodes,
    at: (nowMs: number, state: LinkState | null = null) => {
      ms = nowMs;
      link = state;
      return nodes.isDead('a');
    },
  };
}

function record(beat: number, knows: readonly string[], host = '10.0.0.1', run = 'run a'): NodeRecord {
  return {
    ...{ id: 'a', run, host, linkPort: 1, linkKey: '', rules: 1, port: 1, adminUrl: '', protocol: 1, startedMs: 0 },
    ...{ isDraining: false, free: 1, beat, knows },
  };
}

const REFUSED: LinkState = { isRefused: true, wasUp: true, answersSinceMs: null };

test('[CN7] a process that is gone is dead at once on this machine, and on another one when it has missed a beat', () => {
  const here = knowing();
  const local = record(1, ['run b'], '127.0.0.1');
  here.nodes.looked([local], [local]);
  expect([here.at(10), here.at(10, REFUSED)]).toEqual([false, true]);
  // A node on another machine names a loopback address, where this machine refuses.
  expect(here.at(440, { ...REFUSED, wasUp: false })).toBe(false);
  const there = knowing();
  const remote = record(1, ['run b']);
  there.nodes.looked([remote], [remote]);
  there.at(440, REFUSED);
  there.nodes.looked([remote], [remote]);
  expect([there.at(449, REFUSED), there.at(450, REFUSED), there.at(450)]).toEqual([false, true, false]);
  there.nodes.looked([remote], [record(2, ['run b'])]);
  expect(there.at(460, REFUSED)).toBe(false);
});

test('[CN12] a node whose lease is over is dead if it has named this process; otherwise it must be reached, or is waited for', () => {
  const { nodes, at } = knowing();
  const place = record(1, []);
  nodes.looked([place], [place]);
  nodes.looked([place], []);
  expect([at(90_900), at(90_901)]).toEqual([false, true]);
  expect(at(2000, REFUSED)).toBe(true);
  expect(at(2000, { isRefused: false, wasUp: true, answersSinceMs: 201 })).toBe(false);
  expect(at(2000, { isRefused: false, wasUp: true, answersSinceMs: 200 })).toBe(true);
  const known = knowing();
  known.nodes.looked([place], [record(1, ['run b'])]);
  known.nodes.looked([place], []);
  expect(known.at(10)).toBe(true);
  known.nodes.forgotten();
  expect(known.at(10)).toBe(false);
});

test('[CN12] another process of the same name has named nobody yet, and one that has left is dead', () => {
  const { nodes, at } = knowing();
  const place = record(1, ['run b']);
  nodes.looked([place], [place]);
  nodes.looked([record(1, [], '10.0.0.1', 'run 2')], []);
  expect(at(10)).toBe(false);
  nodes.looked([], []);
  expect(at(10)).toBe(true);
});
