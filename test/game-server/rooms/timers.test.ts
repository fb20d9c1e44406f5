// The timers of a room, by tables of what happens at which tick: results, presence, and what a new match forgets.

import { expect, test } from 'vitest';
import { modeNamed, MODES, STANDIN_AFTER_TICKS } from '#simulation';
import { Presence } from '../../../game-server/rooms/presence.ts';
import {
  AUTO_REMATCH_TICKS,
  DISCONNECTED_TICKS_MAX,
  GRACE_TICKS,
  IDLE_WARNING_TICKS,
  LOBBY_BACK_TICKS,
  quickPlayRules,
  READY_WAIT_TICKS,
} from '../../../game-server/rooms/room-rules.ts';
import {
  inResult,
  ticksLeft,
  tickResult,
  type Readiness,
  type ResultState,
} from '../../../game-server/rooms/room-state.ts';
import { PHASE } from '#simulation';
import { MemoryServer } from '../../support/memory-server.ts';

const LEAST = modeNamed('coop')!.room.resultTicksMin;
const WAIT = READY_WAIT_TICKS;
const BACK = LOBBY_BACK_TICKS;
const AUTO = AUTO_REMATCH_TICKS;

type Change = readonly [atTick: number, Readiness | 'start'];

/** When players become ready, in a room of a host or of quick play, and what follows at which tick. */
const RESULTS: readonly (readonly [
  'host' | 'quick',
  changes: readonly Change[],
  next: 'match' | 'lobby',
  atTick: number,
])[] = [
  ['host', [], 'lobby', BACK],
  ['host', [[10, 'all']], 'match', LEAST],
  ['host', [[LEAST + 7, 'all']], 'match', LEAST + 7],
  ['host', [[1, 'some']], 'match', WAIT],
  ['host', [[500, 'some']], 'match', 499 + WAIT],
  [
    'host',
    [
      [500, 'some'],
      [600, 'all'],
    ],
    'match',
    600,
  ],
  // When nobody is ready any more, both timers begin anew.
  [
    'host',
    [
      [500, 'some'],
      [600, 'none'],
    ],
    'lobby',
    599 + BACK,
  ],
  [
    'host',
    [
      [500, 'some'],
      [600, 'none'],
      [700, 'some'],
    ],
    'match',
    699 + WAIT,
  ],
  ['host', [[BACK, 'some']], 'match', BACK - 1 + WAIT],
  ['host', [[20, 'start']], 'match', LEAST],
  ['host', [[LEAST + 20, 'start']], 'match', LEAST + 20],
  ['quick', [], 'match', AUTO],
  ['quick', [[10, 'all']], 'match', LEAST],
  ['quick', [[10, 'some']], 'match', AUTO],
  [
    'quick',
    [
      [10, 'some'],
      [20, 'none'],
    ],
    'match',
    AUTO,
  ],
];

test.each(RESULTS)(
  '[GR13] a result of a room of the %s in which %j ends with a %s at tick %i',
  (owner, changes, next, atTick) => {
    const rules = {
      ...quickPlayRules(modeNamed('coop')!, { modes: MODES, frightTable: new Uint8Array(8192) }),
      isQuickPlay: owner === 'quick',
    };
    const state = inResult() as ResultState;
    let ready: Readiness = 'none';
    for (let tick = 1; ; tick++) {
      for (const [at, change] of changes) {
        if (at !== tick) continue;
        if (change === 'start') state.isStartAsked = true;
        else ready = change;
      }
      const announced = ticksLeft(state, rules);
      const came = tickResult(state, rules, ready);
      if (came === null) continue;
      expect([came, tick]).toEqual([next, atTick]);
      // Without a change in this tick, members know when it ends.
      if (
        !changes.some(([at]) => at === tick) &&
        changes.every(([, change]) => change !== 'start') &&
        ready !== 'all'
      ) {
        expect(announced).toBe(1);
      }
      return;
    }
  },
);

/** As in `versus`, `battle` and `mega`. */
const IDLE_TICKS = 900;

/** Lets ticks pass in which a player must wish. @returns what followed, by tick. */
function pass(presence: Presence, ticks: number, mustWish = true) {
  const followed: [number, string][] = [];
  for (let tick = 1; tick <= ticks; tick++) {
    const follows = presence.tick(tick, mustWish);
    if (follows !== null) followed.push([tick, follows]);
  }
  return followed;
}

test('[GP6] a player without a wish is warned and then idle, each wish begins that anew, and others never are', () => {
  const presence = new Presence(IDLE_TICKS);
  expect(pass(presence, IDLE_TICKS * 2, false)).toEqual([]);
  expect(pass(presence, IDLE_TICKS - 1)).toEqual([[IDLE_TICKS - IDLE_WARNING_TICKS, 'warn']]);
  expect(presence.wished(0)).toBe(false);
  const timeline = [
    [IDLE_TICKS - IDLE_WARNING_TICKS, 'warn'],
    [IDLE_TICKS, 'idle'],
  ];
  expect(pass(presence, IDLE_TICKS * 3)).toEqual(timeline);
  expect([presence.isIdle, presence.needsStandIn, presence.wished(0)]).toEqual([true, true, true]);
  expect([presence.isIdle, presence.needsStandIn]).toEqual([false, false]);
  expect(pass(presence, IDLE_TICKS)).toEqual(timeline);
  presence.beginMatch();
  expect(pass(presence, IDLE_TICKS)).toEqual(timeline);
});

test('[GP6] ticks that are stepped after a wish, and had passed before it, do not count', () => {
  const presence = new Presence(IDLE_TICKS);
  pass(presence, IDLE_TICKS - IDLE_WARNING_TICKS - 16);
  expect(presence.steersFor(15)).toBe(true);
  pass(presence, 1);
  expect(presence.steersFor(15)).toBe(false);
  presence.wished(10);
  expect(presence.steersFor(15)).toBe(true);
  expect(pass(presence, IDLE_TICKS - IDLE_WARNING_TICKS + 9)).toEqual([]);
  expect(presence.tick(IDLE_TICKS, true)).toBe('warn');
  presence.disconnect();
  expect(presence.steersFor(0)).toBe(false);
});

test('[GP4] a disconnected player is stood in for after 180 ticks, counted anew each time', () => {
  const presence = new Presence(IDLE_TICKS);
  for (let time = 0; time < 3; time++) {
    presence.disconnect();
    pass(presence, STANDIN_AFTER_TICKS - 1);
    expect(presence.needsStandIn).toBe(false);
    pass(presence, 1);
    expect(presence.needsStandIn).toBe(true);
    presence.reconnect();
    expect(presence.needsStandIn).toBe(false);
  }
  // An idle player who is disconnected counts as disconnected.
  pass(presence, IDLE_TICKS);
  presence.disconnect();
  expect([presence.isDisconnected, presence.isIdle]).toEqual([true, false]);
});

test('[GP5] ticks spent disconnected add up in one match and are forgotten with it, connected or not', () => {
  for (const isDisconnectedThen of [false, true]) {
    const presence = new Presence(IDLE_TICKS);
    presence.disconnect();
    expect(pass(presence, DISCONNECTED_TICKS_MAX - 10)).toEqual([]);
    presence.reconnect();
    pass(presence, 100);
    presence.disconnect();
    expect(pass(presence, 10)).toEqual([]);
    if (!isDisconnectedThen) presence.reconnect();
    presence.beginMatch();
    expect(presence.isDisconnected).toBe(isDisconnectedThen);
    presence.disconnect();
    expect(pass(presence, DISCONNECTED_TICKS_MAX + 1)).toEqual([[DISCONNECTED_TICKS_MAX + 1, 'release']]);
  }
});

test('[GP5] in a rematch a player may be disconnected as long as in the first match', () => {
  const server = new MemoryServer();
  const [ann, bob] = [server.enter('Ann'), server.enter('Bob')];
  const code = ann.create({ seatCount: 2, lives: 5, skill: 'hard' });
  bob.join(code);
  ann.send({ type: 'start' });
  const room = server.room(code);
  let player = bob;
  const disconnect = (ticks: number) => {
    // The match must outlast these ticks, in which Ann stands still.
    room.world.lives = 1000;
    player.cut();
    server.run(ticks);
    const next = server.connect();
    next.hello('', 'human', player.token);
    player = next;
  };
  const seat = () => room.seats.wire[1]!.name;
  for (let time = 0; time < 2; time++) disconnect(GRACE_TICKS - 10);
  expect([room.stateName, seat()]).toEqual(['play', 'Bob']);
  room.world.phase = PHASE.over;
  server.run(1);
  for (const each of [ann, player]) each.ready();
  server.run(LEAST);
  expect(room.stateName).toBe('countdown');
  for (let time = 0; time < 2; time++) disconnect(GRACE_TICKS - 10);
  expect([room.stateName, seat()]).toEqual(['play', 'Bob']);
  disconnect(30);
  expect(seat()).toBe('');
});
