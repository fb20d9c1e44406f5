import { expect, test } from 'vitest';
import { NODES_MAX, type NodeAddress } from '#protocol';
import { MemoryServer } from '../../support/memory-server.ts';

function named(...names: readonly string[]): NodeAddress[] {
  return names.map((node) => ({ node, host: `${node}.example.org`, port: 1980 }));
}

test('[CW20] a client that follows learns of the other nodes after `welcome`, and of each change', () => {
  const server = new MemoryServer();
  const { sessions } = server.core;
  const connect = (follows: boolean) => {
    const player = server.connect();
    player.follows = follows;
    return player;
  };
  const ann = connect(true);
  ann.hello('Ann', 'bot');
  expect(ann.last('nodes')).toBeUndefined();
  sessions.nameNodes(named('b'));
  server.run(1);
  expect(ann.last('nodes')).toEqual({ type: 'nodes', nodes: named('b') });
  ann.inbox.length = 0;
  sessions.nameNodes(named('b'));
  server.run(1);
  expect(ann.inbox.some(({ type }) => type === 'nodes')).toBe(false);
  const [ben, cleo] = [connect(true), connect(false)];
  ben.hello('Ben', 'bot');
  cleo.hello('Cleo', 'bot');
  expect(ben.inbox.map(({ type }) => type)).toEqual(['welcome', 'nodes']);
  sessions.nameNodes([]);
  server.run(1);
  expect([ann.last('nodes'), ben.last('nodes')]).toEqual([
    { type: 'nodes', nodes: [] },
    { type: 'nodes', nodes: [] },
  ]);
  expect(cleo.inbox.some(({ type }) => type === 'nodes')).toBe(false);
});

test('[CW20] of many nodes as many are named as a client reads', () => {
  const server = new MemoryServer();
  server.core.sessions.nameNodes(named(...Array.from({ length: 100 }, (_, i) => `n${i}`)));
  expect(server.core.sessions.otherNodes).toHaveLength(NODES_MAX);
});
