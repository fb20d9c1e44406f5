// What a link shows before the player joins.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { RoomSettings } from '#protocol';
import { MODES } from '#simulation';
import { linkedRoom } from '../../../game-server/rooms/room-messages.ts';
import {
  findLinkedRoom,
  readLinkedRoom,
  type Found,
  type LinkedRoom,
} from '../../../web-client/netcode/linked-room.ts';
import { LINKED_ROOM_INTERVAL_MS, LinkedRoomWatch } from '../../../web-client/netcode/linked-room-watch.ts';
import { specialSettings } from '../../../web-client/view/wording.ts';
import { MemoryServer } from '../../support/memory-server.ts';
import { ROOM_SETTINGS } from '../../support/room-settings.ts';

/** A room of a real server, as its API has it. */
function roomOf(settings: Partial<RoomSettings>): Record<string, unknown> {
  const server = new MemoryServer();
  const code = server.enter('Ann').create(settings);
  return JSON.parse(JSON.stringify(linkedRoom(server.room(code)))) as Record<string, unknown>;
}

function answer(body: string, status = 200, type = 'application/json'): typeof fetch {
  return async () => new Response(body, { status, headers: { 'content-type': type } });
}

const { signal } = new AbortController();

test('[W146] the page reads what the server writes, of every mode', async () => {
  for (const { name, seats } of MODES) {
    const room = roomOf({ mode: name, seatCount: seats.most });
    expect(await findLinkedRoom('ABCDE', signal, answer(JSON.stringify(room)))).toEqual(room);
  }
});

test('[W146] an answer in which a field is missing or of another kind is no room', () => {
  const room = roomOf({});
  for (const name of Object.keys(room)) {
    const isUsed = !['taken', 'rule', 'target', 'rounds', 'fill', 'eaten'].includes(name);
    for (const value of [undefined, null, [], {}]) {
      expect([name, value, readLinkedRoom({ ...room, [name]: value }) === null]).toEqual([name, value, isUsed]);
    }
  }
  fc.assert(fc.property(fc.anything(), (value) => readLinkedRoom(value) === null));
});

test('[W146] only the game server can say that there is no such room', async () => {
  const ask = (...given: Parameters<typeof answer>) => findLinkedRoom('ABCDE', signal, answer(...given));
  expect(await ask('{"error":"no-such-room"}', 404)).toBe('no-such-room');
  expect(await ask('not found', 404, 'text/plain')).toBeNull();
  expect(await ask('<!doctype html>', 200, 'text/html')).toBeNull();
  expect(await ask('too many requests', 429, 'text/plain')).toBeNull();
  expect(await ask('{"error":"x"}', 502)).toBeNull();
  expect(await ask('{', 200)).toBeNull();
  expect(await findLinkedRoom('ABCDE', signal, () => Promise.reject(new TypeError('offline')))).toBeNull();
});

test('[W146] special rules are those that a new room of the mode does not have', () => {
  for (const { name, seats } of MODES) {
    const { settings } = readLinkedRoom(roomOf({ mode: name, seatCount: seats.least, fill: true }))!;
    expect([name, specialSettings(settings)]).toEqual([name, []]);
  }
  const special = (settings: Partial<RoomSettings>) =>
    specialSettings({ ...ROOM_SETTINGS, fill: true, ...settings }).map(([what, how]) => `${what}: ${how}`);
  expect(special({ fill: false })).toEqual(['Empty seats: stay empty']);
  expect(special({ skill: 'hard', level: 3 })).toEqual(['Empty seats: AI, hard', 'First level: 3']);
  expect(special({ maze: 'lantern', drivers: 'humans' })).toEqual(['Maze: Lantern', 'Who may play: people only']);
  expect(special({ mode: 'battle', rounds: 9 })).toEqual(['Rounds: best of 9']);
  expect(special({ mode: 'versus', rule: 'race', target: 7000 })).toEqual([
    'Rule: race to a score',
    'Score to reach: 7,000 points',
  ]);
  // The target of another rule, and settings that the mode does not take, say nothing.
  expect(special({ mode: 'versus', rule: 'turns', target: 7000 })).toEqual([]);
  expect(special({ mode: 'classic', fill: false, lives: 5 })).toEqual(['Lives: 5']);
  expect(special({ lives: 5, rounds: 9, variant: 'turbo' })).toEqual([]);
  expect(special({ mode: 'later' })).toEqual([]);
});

/** A watch with everything that it asks, shows and waits for. */
function watched() {
  const shown: string[] = [];
  const answers: ((found: Found) => Promise<void>)[] = [];
  const signals: AbortSignal[] = [];
  let isSeen = true;
  let timer: (() => void) | null = null;
  const watch = new LinkedRoomWatch({
    isSeen: () => isSeen,
    show: (code, room) => void shown.push(`${code} ${typeof room === 'string' ? room : room.host}`),
    gone: (code) => void shown.push(`${code} gone`),
    find: (_code, given) => {
      signals.push(given);
      return new Promise((resolve) => {
        answers.push(async (found) => {
          resolve(found);
          await Promise.resolve();
        });
      });
    },
    after: (ms, call) => {
      expect(ms).toBe(LINKED_ROOM_INTERVAL_MS);
      timer = call;
      return () => (timer = null);
    },
  });
  return {
    ...{ watch, shown, answers, signals },
    see: (seen: boolean) => void (isSeen = seen),
    /** @returns whether it waited for anything */
    pass(): boolean {
      const call = timer;
      timer = null;
      call?.();
      return call !== null;
    },
  };
}

const hostedBy = (host: string) => ({ host }) as LinkedRoom;

test('[W146] the room is asked for again and again while the player sees it, with one request at a time', async () => {
  const { watch, shown, answers, see, pass } = watched();
  watch.follow('ABCDE');
  watch.follow('ABCDE');
  watch.look();
  expect([shown, answers.length]).toEqual([['ABCDE asking'], 1]);
  await answers[0]!(hostedBy('Ann'));
  expect(pass()).toBe(true);
  expect(answers).toHaveLength(2);
  // A failure leaves what is known.
  await answers[1]!(null);
  see(false);
  expect(pass()).toBe(true);
  expect([answers.length, pass()]).toEqual([2, false]);
  see(true);
  watch.look();
  await answers[2]!(hostedBy('Bob'));
  expect(shown).toEqual(['ABCDE asking', 'ABCDE Ann', 'ABCDE Bob']);
});

test('[W146] an answer that comes after the player went on to something else is dropped', async () => {
  const { watch, shown, answers, signals, pass } = watched();
  watch.follow('ABCDE');
  watch.follow('FGHJK');
  expect([signals[0]!.aborted, signals[1]!.aborted]).toEqual([true, false]);
  await answers[0]!('no-such-room');
  await answers[1]!(hostedBy('Bob'));
  watch.follow(null);
  expect(pass()).toBe(false);
  expect(shown).toEqual(['ABCDE asking', 'FGHJK asking', 'FGHJK Bob']);
});

test('[W146] a room that is gone is reported once; a server without an answer leaves it unknown', async () => {
  const { watch, shown, answers, pass } = watched();
  watch.follow('ABCDE');
  await answers[0]!(null);
  expect(pass()).toBe(true);
  await answers[1]!('no-such-room');
  expect(pass()).toBe(false);
  expect(shown).toEqual(['ABCDE asking', 'ABCDE unknown', 'ABCDE gone']);
});
