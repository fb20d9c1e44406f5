// A player whose connection is cut a hundred times at random moments of a match, by TCP and through the bridge.

import assert from 'node:assert/strict';
import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { createWebSocketStream, WebSocket } from 'ws';
import { PROTOCOL_VERSION } from '#protocol';
import { hashWorld, NONE, type World } from '#simulation';
import { bridgeConfig } from '../../../bridge/config.ts';
import { startBridge } from '../../../bridge/main.ts';
import { seededRng } from '../../support/seeded-rng.ts';
import { TcpPlayer } from '../../support/tcp-player.ts';
import { startTestServer, type TestServer } from '../../support/test-server.ts';

const CUTS = 100;
/** Shorter than it takes the AI to stand in, so that every wish in the world is the player's own. */
const AWAY_TICKS_MAX = 150;

type Dial = () => Promise<TcpPlayer>;

/** A client that reconnects whenever it is cut, and sends again what the server may not have received. */
class Stubborn {
  player!: TcpPlayer;
  private readonly dial: Dial;
  private readonly draw: (below: number) => number;
  private token = '';
  private unheard: { sequence: number; direction: number }[] = [];
  sequence = 0;

  constructor(dial: Dial, draw: (below: number) => number) {
    this.dial = dial;
    this.draw = draw;
  }

  async come(): Promise<boolean> {
    this.player = await this.dial();
    const { token, resumed } = await this.player.hello('Ann', 'human', this.token);
    this.token = token;
    return resumed;
  }

  /** Comes back to its seat. @returns the seat. */
  async comeBack(): Promise<number> {
    assert.ok(await this.come(), 'the stay goes on');
    const { seat, words, layout } = await this.player.next('joined');
    const heard = words[layout.find(({ name }) => name === 'seatInput')!.start + seat]!;
    this.unheard = this.unheard.filter(({ sequence }) => sequence > heard);
    for (const wish of this.unheard) this.say(wish);
    return seat;
  }

  wish(): void {
    const wish = { sequence: ++this.sequence, direction: this.draw(4) };
    this.unheard.push(wish);
    this.say(wish);
  }

  /** Breaks off: at once, in the middle of a frame, or while it is coming back. */
  async cut(): Promise<void> {
    switch (this.draw(3)) {
      case 0:
        this.player.bytes(Uint8Array.of(0, 0));
        break;
      case 1:
        this.player.destroy();
        this.player = await this.dial();
        this.player.send({
          type: 'hello',
          version: PROTOCOL_VERSION,
          name: 'Ann',
          kind: 'human',
          token: this.token,
          rules: 0,
          colour: 0,
          mark: 0,
          ticket: '',
          seen: 0,
        });
        break;
      default:
    }
    this.player.destroy();
  }

  private say(wish: { sequence: number; direction: number }): void {
    this.player.send({ type: 'input', ...wish, tick: 0, seenTick: this.player.words[0]! });
  }
}

async function cutOften(server: TestServer, dial: Dial): Promise<void> {
  const draw = seededRng(4);
  const bob = await server.enter('Bob');
  const ann = new Stubborn(dial, draw);
  await ann.come();
  const { code } = await bob.open({ seatCount: 2 });
  await ann.player.join(code);
  await bob.start();
  await ann.player.next('joined');
  const { world } = server.lobby.room(code)!;
  await server.run(200, ann.player, bob);
  // The players steer badly, and the match must not end.
  world.lives = 1_000_000;
  bob.inbox.length = 0;
  const check = watchWishes(world);

  for (let round = 0; round < CUTS; round++) {
    // A player without a wish would count as idle.
    bob.send({ type: 'input', sequence: round + 1, tick: 0, direction: draw(4), seenTick: bob.words[0]! });
    for (let wishes = draw(4); wishes > 0; wishes--) ann.wish();
    for (let ticks = draw(12); ticks > 0; ticks--) {
      await server.run(1, bob);
      check();
    }
    await ann.cut();
    for (let ticks = draw(2) * draw(AWAY_TICKS_MAX); ticks > 0; ticks--) {
      await server.run(1, ...(ticks % 20 === 0 ? [bob] : []));
      check();
    }
    const before = { hash: hashWorld(world), score: world.seatScore[1] };
    expect(await ann.comeBack()).toBe(1);
    expect({ hash: hashWorld(world), score: world.seatScore[1] }).toEqual(before);
    await ann.player.ping();
  }

  await server.run(40, ann.player, bob);
  expect(world.seatInput[1]).toBe(ann.sequence);
  expect(ann.player.words).toEqual(world.words);
  expectOnlyMarks(bob);
}

/** Looks after each tick whether only new wishes of Ann's were applied: her wish changes with her sequence, or ends. */
function watchWishes(world: World): () => void {
  let last = { sequence: world.seatInput[1]!, wish: world.pacWish[1]! };
  return () => {
    const now = { sequence: world.seatInput[1]!, wish: world.pacWish[1]! };
    expect(now.sequence).toBeGreaterThanOrEqual(last.sequence);
    if (now.sequence === last.sequence) expect([last.wish, NONE]).toContain(now.wish);
    last = now;
  };
}

/** The other player saw no gap in the match, and of the cuts nothing but that Ann was away and back. */
function expectOnlyMarks(bob: TcpPlayer): void {
  expect(bob.seenTicks).toEqual(Array.from(bob.seenTicks, (_, i) => i + 1));
  for (const { seats } of bob.take('seats')) expect(seats[1]).toMatchObject({ name: 'Ann', driver: 'human' });
  for (const { kind, name } of bob.take('notice'))
    expect([`disconnected Ann`, `reconnected Ann`]).toContain(`${kind} ${name}`);
  expect(new Set(bob.inbox.map(({ type }) => type))).toEqual(new Set(['snapshot']));
}

test('[GP10] cut a hundred times over TCP: same seat, same score, no wish twice', async () => {
  const server = await startTestServer();
  await cutOften(server, () => server.connect());
});

test('[GP10] cut a hundred times through the bridge: the same', async () => {
  const server = await startTestServer();
  const config = bridgeConfig({
    ...{ listen: { host: '127.0.0.1', port: 0 }, target: { host: '127.0.0.1', port: server.port } },
    proxyHeader: 'v2',
  });
  const bridge = await startBridge(config, pino({ enabled: false }));
  onTestFinished(() => bridge.drain(0));
  await cutOften(server, async () => {
    const socket = new WebSocket(`ws://127.0.0.1:${bridge.port}/play`);
    const player = TcpPlayer.over(createWebSocketStream(socket));
    await new Promise<void>((resolve, reject) => socket.once('open', resolve).once('error', reject));
    return player;
  });
});
