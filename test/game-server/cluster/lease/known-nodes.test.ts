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

function record(beat: number, knows: readonly string[], run = 'run a'): NodeRecord {
  return {
    ...{
      id: 'a',
      run,
      host: '10.0.0.1',
      linkPort: 1,
      linkKey: '',
      rules: 1,
      port: 1,
      adminUrl: '',
      protocol: 1,
      startedMs: 0,
    },
    ...{ isDraining: false, free: 1, beat, knows },
  };
}

const REFUSED: LinkState = { refusedMs: 10, isNear: false, wasUp: true, answersSinceMs: null };
const UP: LinkState = { ...REFUSED, refusedMs: null };

test('[CN7] a process that is gone is dead at once on this machine, and on another one when it has missed a beat', () => {
  const here = knowing();
  const near = { ...REFUSED, isNear: true };
  const local = record(1, ['run b']);
  here.nodes.looked([local], [local]);
  expect([here.at(10), here.at(10, near)]).toEqual([false, true]);
  // A node on another machine names an address that this machine has too, and which this machine refuses.
  expect(here.at(440, { ...near, wasUp: false })).toBe(false);
  const there = knowing();
  const remote = record(1, ['run b']);
  there.nodes.looked([remote], [remote]);
  there.at(440, REFUSED);
  there.nodes.looked([remote], [remote]);
  expect([there.at(449, REFUSED), there.at(450, REFUSED), there.at(450)]).toEqual([false, true, false]);
  there.nodes.looked([remote], [record(2, ['run b'])]);
  expect(there.at(460, REFUSED)).toBe(false);
});

test('[CN7] clients are not sent to a node that has just refused its link, until further beats show that it lives', () => {
  const { nodes, at } = knowing();
  const first = record(1, ['run b']);
  nodes.looked([first], [first]);
  expect([at(10, UP), nodes.answering('a')]).toEqual([false, first]);
  expect([at(11, REFUSED), nodes.answering('a')]).toEqual([false, null]);
  const second = record(2, ['run b']);
  at(800, REFUSED);
  nodes.looked([second], [second]);
  expect(nodes.answering('a')).toBe(null);
  at(910, REFUSED);
  expect(nodes.answering('a')).toEqual(second);
  nodes.looked([second], []);
  expect([nodes.answering('a'), nodes.answering('c')]).toEqual([null, null]);
});

test('[CN12] a node whose lease is over is dead if it has named this process; otherwise it must be reached, or is waited for', () => {
  const { nodes, at } = knowing();
  const place = record(1, []);
  nodes.looked([place], [place]);
  nodes.looked([place], []);
  expect([at(90_900), at(90_901)]).toEqual([false, true]);
  expect(at(2000, REFUSED)).toBe(true);
  expect(at(2000, { ...UP, answersSinceMs: 201 })).toBe(false);
  expect(at(2000, { ...UP, answersSinceMs: 200 })).toBe(true);
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
  nodes.looked([record(1, [], 'run 2')], []);
  expect(at(10)).toBe(false);
  nodes.looked([], []);
  expect(at(10)).toBe(true);
});
