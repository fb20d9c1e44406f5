// Who has to ask for a pause, and what ends it, by tables of what happens.

import { expect, test } from 'vitest';
import { modeNamed } from '#simulation';
import { MemoryServer } from '../../support/memory-server.ts';

/** In a match of these players: what happens, and in which state the room is then. */
const VOTES: readonly (readonly [players: string, events: string])[] = [
  ['Ann', 'ask Ann > paused, end Ann > play'],
  ['Ann Bob', 'ask Ann > play, ask Bob > paused, end Bob > play'],
  ['Ann Bob', 'ask Ann > play, end Ann > play, ask Bob > play, ask Ann > paused'],
  // A pause that has ended is asked for anew.
  ['Ann Bob', 'ask Ann > play, ask Bob > paused, end Bob > play, ask Bob > play, ask Ann > paused'],
  // A disconnected player is not asked, and on return has not asked.
  ['Ann Bob Cid', 'cut Cid > play, ask Ann > play, ask Bob > paused'],
  ['Ann Bob', 'ask Ann > play, cut Ann > play, back Ann > play, ask Bob > play, ask Ann > paused'],
  ['Ann Bob', 'ask Ann > play, ask Bob > paused, cut Ann > paused, back Ann > paused, end Ann > play'],
  // Bots are not asked in `coop`.
  ['Ann bot', 'ask bot > play, ask Ann > paused, end bot > paused, end Ann > play'],
];

test.each(VOTES)('[GR14] in coop with %s: %s', (names, events) => expectStates('coop', names, events));

const WAITS: readonly (readonly [player: string, events: string])[] = [
  ['Ann', 'cut Ann > paused, back Ann > paused, end Ann > play'],
  ['bot', 'cut bot > paused, back bot > play'],
  // A bot that has asked for the pause goes on by coming back too.
  ['bot', 'ask bot > paused, cut bot > paused, back bot > play'],
  ['Ann', 'ask Ann > paused, end Ann > play'],
];

test.each(WAITS)('[GP7] `classic` with %s: %s', (name, events) => expectStates('classic', name, events));

function expectStates(mode: string, names: string, events: string): void {
  const server = new MemoryServer();
  const order = [...names.split(' '), 'Watcher'];
  const players = new Map(order.map((name) => [name, server.enter(name, name === 'bot' ? 'bot' : 'human')]));
  const host = players.get(order[0]!)!;
  const code = host.create({ mode, seatCount: mode === 'classic' ? 1 : 4 });
  for (const name of order.slice(1, -1)) players.get(name)!.join(code);
  players.get('Watcher')!.watch(code);
  // The watcher is host of a room with a bot.
  for (const player of [host, players.get('Watcher')!]) player.send({ type: 'start' });
  server.run(400);
  for (const event of events.split(', ')) {
    const [kind, name, , state] = event.split(' ') as [string, string, string, string];
    const player = players.get(name)!;
    if (kind === 'cut') player.cut();
    else if (kind === 'ask' || kind === 'end') player.send({ type: 'pause', paused: kind === 'ask' });
    else {
      const next = server.connect();
      next.hello('', 'human', player.token);
      players.set(name, next);
    }
    server.run(1);
    expect([event, server.room(code).stateName]).toEqual([event, state]);
  }
}

test('[GR12] new settings keep the seats, and which players are disconnected', () => {
  const server = new MemoryServer();
  const [ann, bob] = [server.enter('Ann'), server.enter('Bob')];
  const code = ann.create();
  bob.join(code);
  bob.cut();
  ann.configure({ level: 2 });
  const seats = () => server.room(code).seats.wire.map(({ name, disconnected }) => [name, disconnected]);
  expect(seats().slice(0, 2)).toEqual([
    ['Ann', false],
    ['Bob', true],
  ]);
  const back = server.connect();
  back.hello('', 'human', bob.token);
  expect(seats()[1]).toEqual(['Bob', false]);
});

test.each([
  ['classic', 'result'],
  ['coop', 'play'],
] as const)('[GR14] a pause of %s that has lasted as long as it may ends with: %s', (mode, state) => {
  const { pauseTicksMax } = modeNamed(mode)!.room;
  const server = new MemoryServer();
  const ann = server.enter('Ann');
  const code = ann.create({ mode, seatCount: 1 });
  ann.send({ type: 'start' });
  server.run(400);
  ann.send({ type: 'pause', paused: true });
  const room = server.core.lobby.room(code)!;
  server.run(pauseTicksMax - 20);
  expect(room.stateName).toBe('paused');
  server.run(40);
  expect(room.stateName).toBe(state);
});
