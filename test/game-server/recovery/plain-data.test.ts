// What a later process makes from plain data behaves as the original does.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { defaultFrightTable, modeNamed, MODES } from '#simulation';
import { Mutes } from '../../../game-server/chat/mutes.ts';
import { gameServerConfig } from '../../../game-server/config.ts';
import { Callers, type Caller } from '../../../game-server/limits/callers.ts';
import { NO_KEY } from '../../../game-server/match/match-key.ts';
import { Match } from '../../../game-server/match/match.ts';
import { Members } from '../../../game-server/rooms/members.ts';
import type { Player } from '../../../game-server/rooms/player.ts';
import { Presence } from '../../../game-server/rooms/presence.ts';
import { quickPlayRules, restoreRules, rulesData, type Offer } from '../../../game-server/rooms/room-rules.ts';
import { Seats } from '../../../game-server/rooms/seats.ts';
import { Names } from '../../../game-server/sessions/names.ts';
import { Tokens } from '../../../game-server/sessions/tokens.ts';
import { seededRng } from '../../support/seeded-rng.ts';

const OFFER: Offer = { modes: MODES, frightTable: defaultFrightTable };
const RULES = quickPlayRules(modeNamed('coop')!, OFFER);
const SEEDS = 200;

/** Data as it is after a journal: no object of it is one of the original. */
const written = <Data>(data: Data): Data => structuredClone(data);

/** Does so many random things with one object, and the same things with its restored copy. */
function runs(count: number, run: (draw: (below: number) => number) => void): void {
  fc.assert(
    fc.property(fc.integer(), (seed) => run(seededRng(seed))),
    { numRuns: count },
  );
}

test('[GV1] tokens: the same ones are valid, and become invalid by the same acts', () => {
  runs(SEEDS, (draw) => {
    const holders = [{ id: 0 }, { id: 1 }, { id: 2 }];
    const issued = [''];
    const act = (tokens: Tokens<object>, holder: object, kind: number, used: string) => {
      if (kind === 0) return tokens.renew(holder, used);
      if (kind === 1 && tokens.digestsOf(holder).length > 0) tokens.confirm(holder);
      if (kind === 2) tokens.forget(holder);
      return null;
    };
    const step = (all: readonly Tokens<object>[]) => {
      const holder = holders[draw(holders.length)]!;
      const [kind, used] = [draw(3), issued[draw(issued.length)]!];
      // A token is shown only by its holder.
      const shown = all[0]!.holderOf(used) === holder ? used : '';
      const made = all.map((tokens) => act(tokens, holder, kind, shown));
      // Later ones differ between the two, which draw them by themselves.
      if (all.length === 1 && made[0]) issued.push(made[0]);
    };
    const tokens = new Tokens<object>(seededRng(1));
    for (let i = 0; i < 20; i++) step([tokens]);
    const restored = new Tokens<object>(seededRng(2));
    for (const holder of holders) {
      if (tokens.digestsOf(holder).length > 0) restored.restore(holder, written(tokens.digestsOf(holder)));
    }
    expect(issued.map((token) => restored.holderOf(token))).toEqual(issued.map((token) => tokens.holderOf(token)));
    for (let i = 0; i < 20; i++) step([tokens, restored]);
    expect(issued.map((token) => restored.holderOf(token))).toEqual(issued.map((token) => tokens.holderOf(token)));
    expect(restored.count).toBe(tokens.count);
  });
});

test('[GV1] names: what is in use stays in use, with all that looks like it', () => {
  const names = new Names(seededRng(1), { ownerOf: () => null });
  const claimed = ['Ann', 'ann', 'Bob', 'B\u043eb', 'Cid'].map((name) => names.claim(name, null)!);
  const restored = new Names(seededRng(1), { ownerOf: () => null });
  for (const name of claimed) restored.restore(name);
  expect(restored.count).toBe(5);
  expect(restored.claim('Ann', null)).toBe('Ann-3');
  for (const name of claimed) restored.release(name);
  expect(restored.claim('\u0410nn', null)).toBe('\u0410nn');
});

test('[GV1] mutes of a player', () => {
  runs(SEEDS, (draw) => {
    const mutes = new Mutes();
    const names = ['', 'Ann', 'Bob', 'Cid'];
    for (let i = 0; i < 8; i++) mutes.set(names[draw(names.length)]!, draw(2) === 0);
    const restored = Mutes.restore(written(mutes.data));
    expect(names.map((name) => restored.has(name))).toEqual(names.map((name) => mutes.has(name)));
  });
});

test('[GV1] the presence of a player: the same follows, at the same tick', () => {
  runs(SEEDS, (draw) => {
    const presence = new Presence(2700);
    let tick = 0;
    const act = (one: Presence, kind: number, ticks: number, startTick: number) => {
      if (kind === 0) one.disconnect();
      if (kind === 1) one.reconnect();
      if (kind === 2) one.wished(startTick + ticks / 2);
      if (kind === 3) one.beginMatch();
      const after = Array.from({ length: ticks }, (_, i) => `${i} ${one.tick(startTick + i, true)}`);
      return [...after.filter((line) => !line.endsWith('null')), one.isIdle, one.isDisconnected, one.needsStandIn];
    };
    for (let i = 0; i < 4; i++) {
      const ticks = draw(2000);
      act(presence, draw(6), ticks, tick);
      tick += ticks;
    }
    const restored = Presence.restore(written(presence.data), 2700);
    for (let i = 0; i < 4; i++) {
      const [kind, ticks] = [draw(6), draw(2000)];
      expect(act(restored, kind, ticks, tick)).toEqual(act(presence, kind, ticks, tick));
      tick += ticks;
    }
  });
});

test('[GV1] the members of a room: order, bans, kicks and mutes; a kick goes on for what was left of it', () => {
  const config = gameServerConfig({ exemptNetworks: [] });
  runs(SEEDS, (draw) => {
    const callers = new Callers(config);
    const players = ['Ann', 'Bob', 'Cid', 'Dan', 'Eve'].map((name, id) => playerNamed(name, id, callers));
    const members = new Members();
    let nowMs = 5000;
    for (let i = 0; i < 30; i++) {
      const player = players[draw(players.length)]!;
      const kind = draw(6);
      nowMs += draw(10_000);
      if (kind === 0 && !members.has(player)) members.add(player);
      if (!members.has(player)) continue;
      if (kind === 1) members.remove(player);
      if (kind === 2) members.moveToEnd(player);
      if (kind === 3) members.ban(player);
      if (kind === 4) members.kick(player, nowMs);
      if (kind === 5) members.mute(player, draw(2) === 0);
    }
    // The clock of another process begins anew.
    const shiftMs = -draw(5000);
    const byId = new Map(players.map((player) => [player.id, player]));
    const restored = Members.restore(written(members.data(nowMs)), byId, nowMs + shiftMs);
    expect([...restored]).toEqual([...members]);
    expect(restored.host).toBe(members.host);
    for (const passedMs of [0, 1, 20_000, 60_000]) {
      const bars = (all: Members, ms: number) => players.map((player) => all.bar(player, ms));
      expect(bars(restored, nowMs + shiftMs + passedMs)).toEqual(bars(members, nowMs + passedMs));
    }
    expect(players.map((player) => restored.isMuted(player))).toEqual(players.map((player) => members.isMuted(player)));
  });
});

test('[GV1] seats: the same drivers, and inputs go on where the World has them', () => {
  runs(SEEDS, (draw) => {
    const callers = new Callers(gameServerConfig());
    const players = ['Ann', 'Bob', 'Cid', 'Dan'].map((name, id) => playerNamed(name, id, callers));
    const match = new Match(RULES, draw(1000), NO_KEY);
    const seats = new Seats(RULES);
    const act = () => {
      const player = players[draw(players.length)]!;
      const seat = seats.of(player);
      const kind = draw(5);
      if (kind === 0 && seat === null) seats.take(player, match);
      if (kind === 1) seats.release(player);
      if (kind === 2) seats.fill();
      if (kind === 3 && seat !== null) seat.inputs.push(draw(50), 0, 1, match.world.tick + 1);
      if (kind === 4 && seat !== null) seat.isReady = !seat.isReady;
    };
    for (let i = 0; i < 20; i++) {
      act();
      for (let ticks = draw(4); ticks > 0; ticks--) move(match, seats);
    }
    const byId = new Map(players.map((player) => [player.id, player]));
    const sequenceOf = (seat: number) => match.worldOf(seat).seatInput[seat]!;
    const restored = Seats.restore(RULES, written(seats.data), byId, sequenceOf);
    expect(restored.wire).toEqual(seats.wire);
    expect(restored.data).toEqual(seats.data);
    expect(restored.readiness).toBe(seats.readiness);
    // An input that the World has taken is not taken again.
    for (const { player, inputs } of restored.players) {
      const taken = sequenceOf(seats.indexOf(player));
      if (inputs.isUntouched) continue;
      inputs.push(taken, 0, 1, match.world.tick + 1);
      const due: object[] = [];
      inputs.takeDue(match.world.tick + 100, due as never);
      expect(due).toEqual([]);
    }
  });
});

test('[GV1] a match from a checkpoint has the same words, statistics and result as one that was never interrupted', () => {
  runs(20, (draw) => {
    const seats = new Seats(RULES);
    seats.fill();
    const match = new Match(RULES, draw(1000), NO_KEY);
    for (let ticks = draw(3000); ticks > 0; ticks--) move(match, seats);
    const restored = new Match(RULES, match.seed, NO_KEY, written(match.checkpoint));
    for (let ticks = 0; ticks < 600; ticks++) {
      move(match, seats);
      move(restored, seats);
    }
    expect(restored.world.words).toEqual(match.world.words);
    expect(restored.results(seats)).toEqual(match.results(seats));
  });
});

test('[GV1] rules of a room: the same settings, unless the server does not offer them any more', () => {
  expect(restoreRules(written(rulesData(RULES)), OFFER)).toEqual(RULES);
  const data = { ...rulesData(RULES), password: 'tea', isQuickPlay: false };
  expect(restoreRules(data, OFFER)).toMatchObject({ password: 'tea', isQuickPlay: false });
  expect(restoreRules({ ...data, mode: 'chess' }, OFFER)).toBeNull();
  expect(restoreRules({ ...data, settings: { ...data.settings, seatCount: 99 } }, OFFER)).toBeNull();
  expect(restoreRules({ ...data, settings: { ...data.settings, frightTable: 5 } }, OFFER)).toBeNull();
});

test('[GV1] a caller that shares its address keeps nothing of others', () => {
  const callers = new Callers(gameServerConfig());
  const shared = callers.at('127.0.0.1', 0);
  const restored = callers.withKey(shared.key, 0);
  expect(restored).not.toBe(shared);
  expect(restored.isShared).toBe(true);
  expect(callers.withKey('192.0.2.1', 0)).toBe(callers.at('192.0.2.1', 0));
  const site = callers.at('2001:db8::1', 0);
  expect(callers.withKey(site.key, 0)).toBe(site);
});

function playerNamed(name: string, id: number, callers: Callers): Player {
  const address = `192.0.2.${id % 3}`;
  const caller: Caller = callers.at(address, 0);
  return {
    ...{
      id,
      name,
      kind: id === 4 ? 'bot' : 'human',
      identity: null,
      version: '',
      favourite: { colour: id % 3, mark: 0 },
      rate: 20,
      runsRules: false,
      isConnected: true,
      viewer: null,
      caller,
    },
    banKeys: { session: `session ${id}`, addressAndName: `${address} ${name}`, address },
    hears: () => true,
    joined() {},
    send() {},
    caused() {},
    removed() {},
  };
}

/** One tick, for which seats see the worlds. */
function move(match: Match, seats: Seats): void {
  match.take(seats, true);
  match.step();
}
