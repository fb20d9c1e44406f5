// A `hello` and requests that other nodes answer later, on a clock of the test's own.

import { describe, expect, test } from 'vitest';
import { NO_JOURNAL } from '../../../game-server/journal/journal.ts';
import type { Found, NameTaker, OtherNodes } from '../../../game-server/sessions/other-nodes.ts';
import type { HandedOver } from '../../../game-server/sessions/room-request.ts';
import type { MemoryPlayer } from '../../support/memory-player.ts';
import { MemoryServer } from '../../support/memory-server.ts';

const TOKEN = 'T'.repeat(22);

/** Other nodes that answer when the test says so. */
class SlowNodes implements OtherNodes {
  nodeSpeaking(): null {
    return null;
  }

  readonly finds: ((found: Found) => void)[] = [];
  readonly reserves: { name: string; taker: NameTaker; done: (isOurs: boolean) => void }[] = [];
  readonly released: string[] = [];
  readonly handOvers: ((result: HandedOver) => void)[] = [];
  isSlow = true;
  elsewhere = false;
  letGoCount = 0;

  find(_: unknown, __: unknown, done: (found: Found) => void): void {
    this.finds.push(done);
  }

  reserveName(name: string, taker: NameTaker, done: (isOurs: boolean) => void): void {
    if (this.isSlow) this.reserves.push({ name, taker, done });
    else done(true);
  }

  releaseName(name: string): void {
    this.released.push(name);
  }

  useTicket(): void {}

  route() {
    return this.elsewhere ? { node: 'b' } : null;
  }

  addressOf(): string {
    return '192.0.2.1:7777';
  }

  handOver(_: unknown, __: unknown, ___: unknown, done: (result: HandedOver) => void): void {
    this.handOvers.push(done);
  }

  letGo(): void {
    this.letGoCount++;
  }
}

function slowServer(config = {}): { server: MemoryServer; others: SlowNodes } {
  const others = new SlowNodes();
  const node = { journal: NO_JOURNAL, firstSessionId: 0, others, mayRun: true, tick() {} };
  return { server: new MemoryServer(config, 7, { node }), others };
}

function greet(server: MemoryServer, name: string, token = ''): MemoryPlayer {
  const player = server.connect();
  player.follows = true;
  player.hello(name, 'human', token);
  return player;
}

/** A client whose name no other node has. */
function enter({ server, others }: ReturnType<typeof slowServer>, name: string): MemoryPlayer {
  const player = greet(server, name);
  others.reserves.shift()!.done(true);
  return player;
}

const types = ({ inbox }: MemoryPlayer) => inbox.map(({ type }) => type);

describe('hello', () => {
  test('[CW12] what a client sends behind hello is read behind its answer, in order', () => {
    const { server, others } = slowServer();
    const ann = greet(server, 'Ann');
    ann.rename('Bea');
    ann.create();
    expect([types(ann), server.core.sessions.count]).toEqual([[], 0]);
    others.reserves.shift()!.done(true);
    expect([types(ann), ann.name]).toEqual([['welcome'], 'Ann']);
    others.reserves.shift()!.done(true);
    expect(types(ann).slice(0, 3)).toEqual(['welcome', 'identity', 'joined']);
    expect(ann.name).toBe('Bea');
  });

  test('[CW12] its deadline counts while other nodes are asked', () => {
    const { server, others } = slowServer();
    const ann = greet(server, 'Ann', TOKEN);
    server.run(6 * 60);
    expect([ann.errors(), ann.isClosed]).toEqual([['hello-timeout'], true]);
    others.finds[0]!({ is: 'unknown' });
    expect([others.reserves, server.core.sessions.count]).toEqual([[], 0]);
  });

  test('[CW12] what comes of it after the deadline is neither sent nor counted', () => {
    const { server, others } = slowServer();
    greet(server, 'Ann');
    server.run(6 * 60);
    for (let next = others.reserves.shift(); next !== undefined; next = others.reserves.shift()) next.done(false);
    expect(server.core.metrics.errors['name-reserved']).toBe(0);
    expect(server.core.held()).toMatchObject({ names: 0, sessions: 0 });
  });

  test('[CW12] a client that goes meanwhile leaves neither a session nor a name', () => {
    const { server, others } = slowServer();
    const ann = greet(server, 'Ann');
    ann.cut();
    others.reserves.shift()!.done(true);
    expect(server.core.sessions.count).toBe(0);
    expect(others.released).toEqual(['Ann']);
    expect(server.core.held().names).toBe(0);
    const bob = greet(server, 'Bob', TOKEN);
    bob.cut();
    others.finds.shift()!({ is: 'unknown' });
    expect(others.reserves).toEqual([]);
  });

  test('[CW12] the oldest of too many that wait for an answer is reset', () => {
    const { server, others } = slowServer({ greetingsMax: 2 });
    const [ann, bob, cid] = ['Ann', 'Bob', 'Cid'].map((name) => greet(server, name));
    expect([ann!.isClosed, bob!.isClosed, cid!.isClosed]).toEqual([true, false, false]);
    for (const { done } of others.reserves) done(true);
    expect([...server.core.sessions].map(({ name }) => name)).toEqual(['Bob', 'Cid']);
  });

  test('[CW12] who is banned while other nodes are asked is refused', () => {
    const { server, others } = slowServer();
    const ann = greet(server, 'Ann');
    const value = { kind: 'name', value: 'Ann', reason: '', untilMs: null } as const;
    server.core.directory.take([{ seq: 1, kind: 'ban', key: '1', value }]);
    server.core.sessions.endBanned();
    others.reserves.shift()!.done(true);
    expect([ann.errors(), ann.isClosed]).toEqual([['server-banned'], true]);
    expect(others.released).toEqual(['Ann']);
  });
});

describe('names', () => {
  test('[CW10] names that sessions elsewhere have are tried a bounded number of times', () => {
    const { server, others } = slowServer();
    const ann = greet(server, 'Ann');
    const tried: string[] = [];
    for (let next = others.reserves.shift(); next !== undefined; next = others.reserves.shift()) {
      tried.push(next.name);
      next.done(false);
    }
    expect(tried.slice(0, 3)).toEqual(['Ann', 'Ann-2', 'Ann-3']);
    expect([tried.length, new Set(tried).size]).toEqual([21, 21]);
    expect([ann.errors(), server.core.held().names]).toEqual([['name-reserved'], 0]);
  });

  test('[CW10] two sessions of one node ask for two names', () => {
    const { server, others } = slowServer();
    const both = [greet(server, 'Ann'), greet(server, 'Ann')];
    expect(others.reserves.map(({ name }) => name)).toEqual(['Ann', 'Ann-2']);
    for (const { done } of others.reserves.splice(0)) done(true);
    expect(both.map(({ name }) => name)).toEqual(['Ann', 'Ann-2']);
  });

  test.each([true, false])('[CW10] a session that ends while its new name is asked for leaves none (%s)', (isOurs) => {
    const server = slowServer();
    const ann = enter(server, 'Ann');
    ann.rename('Bea');
    server.server.core.sessions.named('Ann')!.endByOperator('');
    server.others.reserves.shift()!.done(isOurs);
    expect(server.server.core.held()).toMatchObject({ names: 0, sessions: 0, tokens: 0 });
    expect(server.others.released).toEqual(isOurs ? ['Ann', 'Bea'] : ['Ann']);
  });

  test('[CW11] a session that loses its name while it asks for another one keeps what the owner has left it', () => {
    const server = slowServer();
    const { sessions } = server.server.core;
    const ann = enter(server, 'Ann');
    ann.rename('Bea');
    sessions.names.giveUp('Ann', 'a'.repeat(32));
    expect(ann.name).toBe('Ann-2');
    const [bea, suffixed] = server.others.reserves.splice(0);
    suffixed!.done(true);
    bea!.done(true);
    expect([ann.errors(), ann.name]).toEqual([['name-taken'], 'Ann-2']);
    expect(sessions.named('Bea')).toBeNull();
    expect(server.server.core.held().names).toBe(1);
    expect(server.others.released).toEqual(['Ann', 'Bea']);
  });
});

describe('requests', () => {
  const JOIN = { type: 'join', code: 'ABCDE', password: '', rate: 60 } as const;

  test('[CW7] the request of a ticket comes before what the client sends behind hello', () => {
    const server = slowServer();
    enter(server, 'Ann');
    const session = server.server.core.sessions.named('Ann')!;
    const there = greet(server.server, 'nobody', TOKEN);
    there.rename('Bea');
    server.others.finds.shift()!({ is: 'here', session, request: { message: JOIN, hops: 1 } });
    expect(types(there)).toEqual(['welcome', 'error']);
    server.others.reserves.shift()!.done(true);
    expect(types(there)).toEqual(['welcome', 'error', 'identity']);
  });

  test('[CW7] nothing is read while a request of a ticket is sent on', () => {
    const server = slowServer();
    enter(server, 'Ann');
    const session = server.server.core.sessions.named('Ann')!;
    const there = greet(server.server, 'nobody', TOKEN);
    there.create();
    server.others.elsewhere = true;
    server.others.finds.shift()!({ is: 'here', session, request: { message: JOIN, hops: 1 } });
    server.others.elsewhere = false;
    expect(types(there)).toEqual(['welcome']);
    server.others.handOvers.shift()!({ refusal: 'nodes-unreachable' });
    expect(types(there).slice(0, 3)).toEqual(['welcome', 'error', 'joined']);
  });

  test('[CW7] while a session is handed over nothing of its client is read; if it stays, all is read in order', () => {
    const server = slowServer();
    const ann = enter(server, 'Ann');
    server.others.elsewhere = true;
    ann.inbox = [];
    ann.send(JOIN);
    server.others.elsewhere = false;
    ann.create();
    expect(types(ann)).toEqual([]);
    server.others.handOvers.shift()!({ refusal: 'nodes-unreachable' });
    expect(types(ann).slice(0, 2)).toEqual(['error', 'joined']);
    expect(server.others.letGoCount).toBe(0);
  });

  test('[CW7] a session whose client has gone meanwhile stays, and can be resumed here', () => {
    const server = slowServer();
    const ann = enter(server, 'Ann');
    server.others.elsewhere = true;
    ann.send(JOIN);
    ann.cut();
    server.others.handOvers.shift()!({ message: { type: 'bye', reason: '' } });
    expect(server.server.core.sessions.named('Ann')).not.toBeNull();
    const again = greet(server.server, 'nobody', ann.token);
    expect(again.name).toBe('Ann');
    expect(server.others.letGoCount).toBe(0);
  });

  test('[CW7] a session that goes on elsewhere leaves nothing here, and nobody learns of an end', () => {
    const server = slowServer();
    const ann = enter(server, 'Ann');
    server.others.elsewhere = true;
    ann.inbox = [];
    ann.send(JOIN);
    const message = { type: 'redirect', node: 'b', host: '192.0.2.1', port: 7777, token: 'x', keep: false } as const;
    server.others.handOvers.shift()!({ message });
    expect([ann.inbox, ann.isClosed]).toEqual([[message], true]);
    const nothing = { sessions: 0, names: 0, tokens: 0, disconnected: 0, readers: 0 };
    expect(server.server.core.held()).toMatchObject(nothing);
    expect(server.others.released).toEqual([]);
    expect(server.others.letGoCount).toBe(1);
  });
});
