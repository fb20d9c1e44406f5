import { expect, test } from 'vitest';
import type { SessionState } from '../../../web-client/netcode/session-state.ts';
import { titleOf } from '../../../web-client/view/title.ts';
import { CALM, SimulatedNetwork } from '../simulated-network.ts';

test('[W114] the title says what the page is doing, from lobby to result', () => {
  const network = new SimulatedNetwork(1, CALM);
  const { session } = network.createRoom('Ann');
  const code = session.room!.code;
  const title = (unread = 0): string => titleOf({ screen: 'room', session: session.state, unread });
  const becomes = (state: string): string => {
    network.until(() => session.room?.state === state);
    return title();
  };
  expect(title()).toBe(`1 waiting · ${code} · Packetman`);
  expect(title(3)).toBe(`(3) 1 waiting · ${code} · Packetman`);
  session.send({ type: 'start' });
  expect(becomes('countdown')).toBe(`Your turn: countdown · ${code} · Packetman`);
  expect(becomes('play')).toBe(`Playing · ${code} · Packetman`);
  network.endMatch();
  expect(becomes('result')).toBe(`Play again? · ${code} · Packetman`);
  network.cut();
  expect(title()).toBe(`Connection lost · ${code} · Packetman`);
});

test('[W114] a pause has a title, too', () => {
  const network = new SimulatedNetwork(1, CALM);
  const { session } = network.createRoom('Ann');
  session.send({ type: 'start' });
  session.send({ type: 'pause', paused: true });
  network.until(() => session.room?.state === 'paused');
  expect(titleOf({ screen: 'match', session: session.state, unread: 0 })).toMatch(/^Paused · /);
});

test.each([
  ['menu', 'Packetman'],
  ['rooms', 'Rooms · Packetman'],
  ['replays', 'Replays · Packetman'],
  ['replay', 'Replay · Packetman'],
] as const)('[W114] without a room, the screen %s has the title %s', (screen, title) => {
  expect(titleOf({ screen, session: null, unread: 0 })).toBe(title);
});

test('[W114] replays lie over the room, and have the title', () => {
  const network = new SimulatedNetwork(1, CALM);
  const { session } = network.createRoom('Ann');
  expect(titleOf({ screen: 'replay', session: session.state, unread: 1 })).toBe('(1) Replay · Packetman');
});

test.each([
  [{ isSeated: true, isReady: false }, 'Play again?'],
  [{ isSeated: true, isReady: true }, 'Results'],
  [{ isSeated: false, isReady: false }, 'Results'],
])('[W114] the result, for a member with %o', (member, part) => {
  const room = { state: 'result', code: 'ABCDE', seats: [], ...member };
  const session = { name: 'room', room } as unknown as SessionState;
  expect(titleOf({ screen: 'match', session, unread: 0 })).toBe(`${part} · ABCDE · Packetman`);
});
