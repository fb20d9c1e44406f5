// A mode that is not ours is played over TCP: rooms, roles that change, views that hide and delay, ranking, its log.

import { expect, test } from 'vitest';
import { LEFT, layoutFor, MODES, PHASE, playReplay, replayFrom, replayOf, ROLE, type World } from '#simulation';
import type { TcpPlayer } from '../../support/tcp-player.ts';
import { startTestServer, type TestServer } from '../../support/test-server.ts';
import { CATCH_POINTS, isNear, TOY_MODE, WATCH_DELAY_TICKS } from '../../support/toy-mode.ts';

interface Playing {
  readonly server: TestServer;
  readonly ann: TcpPlayer;
  readonly bob: TcpPlayer;
  readonly bobToken: string;
  readonly world: () => World;
  readonly code: string;
}

async function playing(): Promise<Playing> {
  const server = await startTestServer({}, { modes: [...MODES, TOY_MODE] });
  const ann = await server.enter('Ann');
  const bob = await server.connect();
  const { token: bobToken } = await bob.hello('Bob');
  const { code } = await ann.play('swap');
  const joined = await bob.play('swap');
  expect(joined).toMatchObject({ code, mode: 'swap', seat: 1 });
  return { server, ann, bob, bobToken, code, world: () => server.lobby.room(code)!.world };
}

/** The words of a field as a client has them. */
function seen(player: TcpPlayer, world: World, field: string): number[] {
  const { start, length } = layoutFor(world.settings).find(({ name }) => name === field)!;
  return [...player.words.subarray(start, start + length)];
}

/** Ticks one by one, after each of which both players have what there is. */
async function eachTick(
  { server, ann, bob, world }: Playing,
  count: number,
  look: () => void | Promise<void>,
): Promise<void> {
  for (let i = 0; i < count; i++) {
    server.ticks(1);
    for (const player of [ann, bob]) {
      await player.at(world().tick);
      await player.ping();
    }
    await look();
  }
}

test('[GR26] a mode from outside is played in its rooms, and is none on a server without it', async () => {
  const { world } = await playing();
  expect(world().settings.mode).toBe(TOY_MODE);
  const plain = await startTestServer();
  const ann = await plain.enter('Ann');
  ann.send({ type: 'play', mode: 'swap', rate: 60 });
  expect(await ann.error()).toBe('bad-settings');
});

test('[GR27] seats control what the mode gives them, and it may change in the middle of a match', async () => {
  const setting = await playing();
  const { ann, bob, world } = setting;
  await eachTick(setting, 12, () => {});
  expect([...world().seatRole]).toEqual([ROLE.pac, ROLE.ghost]);
  bob.send({ type: 'input', sequence: 1, tick: 0, direction: LEFT, seenTick: bob.words[0]! });
  await bob.ping();
  await eachTick(setting, 120, () => {});
  expect([...world().seatRole]).toEqual([ROLE.ghost, ROLE.pac]);
  expect([...world().seatScore]).toEqual([0, CATCH_POINTS]);
  expect(seen(ann, world(), 'seatInput')).toEqual([0, 1]);
  ann.send({ type: 'input', sequence: 1, tick: 0, direction: LEFT, seenTick: ann.words[0]! });
  await ann.ping();
  await eachTick(setting, 1, () => {});
  expect([world().ghostWish[0], world().pacWish[0]]).toEqual([LEFT, 4]);
});

test('[GB4] what a view hides is never sent: a ghost sees Pac-Man only near by, no wish of others and no seed', async () => {
  const setting = await playing();
  const { ann, bob, world } = setting;
  bob.send({ type: 'input', sequence: 1, tick: 0, direction: LEFT, seenTick: 0 });
  await bob.ping();
  let far = 0;
  let near = 0;
  let lastSeen = 0;
  await eachTick(setting, 100, () => {
    if (world().seatRole[1] !== ROLE.ghost) return;
    const isSeen = isNear(world(), 0);
    if (isSeen) lastSeen = world().pacX[0]!;
    far += isSeen ? 0 : 1;
    near += isSeen ? 1 : 0;
    expect(seen(bob, world(), 'pacX')).toEqual([lastSeen]);
    expect(seen(bob, world(), 'random')).toEqual([0]);
    expect(seen(bob, world(), 'pacWish')).toEqual([0]);
    expect(seen(ann, world(), 'pacX')).toEqual([...world().pacX]);
  });
  expect([far > 10, near > 10]).toEqual([true, true]);
});

test('[GB4] a player who resumes is sent no more than before', async () => {
  const setting = await playing();
  const { ann, bob, server, world } = setting;
  await eachTick(setting, 20, () => {});
  expect(isNear(world(), 0)).toBe(false);
  bob.destroy();
  await ann.find('notice', ({ kind }) => kind === 'disconnected');
  const again = await server.connect();
  const welcome = await again.hello('Bob', 'human', setting.bobToken);
  expect(welcome.resumed).toBe(true);
  const joined = await again.next('joined');
  expect([joined.settings.seed, seen(again, world(), 'pacX'), seen(again, world(), 'random')]).toEqual([0, [0], [0]]);
  expect(seen(again, world(), 'ghostX')).toEqual([...world().ghostX]);
});

test('[GB5] a delayed view shows a watcher the match as it was, from its start on', async () => {
  const setting = await playing();
  const { server, code, world, bob } = setting;
  bob.send({ type: 'input', sequence: 1, tick: 0, direction: LEFT, seenTick: 0 });
  await bob.ping();
  const before = new Map<number, number[]>();
  const remember = (): void => void before.set(world().tick, [...world().words]);
  await eachTick(setting, 20, remember);
  const cid = await server.enter('Cid');
  cid.send({ type: 'watch', code, password: '', rate: 60 });
  const joined = await cid.next('joined');
  expect([joined.tick, joined.seat, joined.settings.seed]).toEqual([0, -1, 0]);
  await eachTick(setting, 100, async () => {
    remember();
    await cid.ping();
    const tick = cid.words[0]!;
    if (tick > 0) expect([world().tick - tick, [...cid.words]]).toEqual([WATCH_DELAY_TICKS, before.get(tick)]);
  });
  expect(cid.words[0]).toBe(120 - WATCH_DELAY_TICKS);
});

test('[GR28] the mode ranks the seats, and its log is a replay that comes out', async () => {
  const setting = await playing();
  const { server, ann, bob, code, world } = setting;
  let sequence = 0;
  while (world().phase !== PHASE.over && world().tick < 2000) {
    const hunter = world().seatRole[1] === ROLE.ghost ? bob : ann;
    hunter.send({ type: 'input', sequence: ++sequence, tick: 0, direction: LEFT, seenTick: hunter.words[0]! });
    await hunter.ping();
    await eachTick(setting, 20, () => {});
  }
  const results = await ann.next('results');
  expect(results.seats.map(({ name, place, score }) => [name, place, score])).toEqual([
    ['Bob', 1, 2 * CATCH_POINTS],
    ['Ann', 2, CATCH_POINTS],
  ]);
  const replay = replayFrom(replayOf(server.lobby.room(code)!.recorded()!), [...MODES, TOY_MODE]);
  let last: World | null = null;
  for (const played of playReplay(replay, [TOY_MODE])) last = played.world;
  expect(last!.words).toEqual(world().words);
});
