import { beforeEach, describe, expect, test } from 'vitest';
import type { RoomState, WireSeat } from '#protocol';
import { isSolo, SoloPause } from '../../../web-client/solo-pause.ts';

const seat = (driver: WireSeat['driver'], disconnected = false): WireSeat => ({
  ...{ name: driver, driver, disconnected },
  ...{ idle: false, ready: false, wins: 0, colour: 0, mark: 0 },
});

const room = (state: RoomState, seats: readonly WireSeat[] = [seat('human'), seat('ai')], ownSeats = [0]) => ({
  ...{ state, seats, isSeated: ownSeats.length > 0 },
  match: { ownSeats },
});

let shown: ReturnType<typeof room> | null;
let asked: boolean[];
let soloPause: SoloPause;

beforeEach(() => {
  shown = room('play');
  asked = [];
  soloPause = new SoloPause(
    () => shown,
    (paused) => asked.push(paused),
  );
});

const become = (next: typeof shown): void => {
  shown = next;
  soloPause.follow();
};

describe('[W134] a match of one screen', () => {
  test('stands still while a question is shown, and goes on afterwards', () => {
    soloPause.begin('question');
    soloPause.follow();
    expect(asked).toEqual([true]);
    become(room('paused'));
    expect(soloPause.end('question', true)).toBe(true);
    expect(asked).toEqual([true, false]);
  });

  test('waits for the player who has looked away', () => {
    soloPause.begin('hidden');
    become(room('paused'));
    expect(soloPause.end('hidden', false)).toBe(true);
    expect(asked).toEqual([true]);
  });

  test('waits again when the server has ended the pause', () => {
    soloPause.begin('hidden');
    become(room('paused'));
    become(room('play'));
    expect(asked).toEqual([true, true]);
  });

  test('is paused once its countdown has ended', () => {
    become(room('countdown'));
    soloPause.begin('hidden');
    expect(asked).toEqual([]);
    become(room('play'));
    expect(asked).toEqual([true]);
  });

  test('that the player has paused stays paused', () => {
    become(room('paused'));
    soloPause.begin('question');
    expect(soloPause.end('question', true)).toBe(false);
    expect(asked).toEqual([]);
  });

  test('goes on only when nothing distracts any more', () => {
    soloPause.begin('question');
    become(room('paused'));
    soloPause.begin('hidden');
    expect(soloPause.end('hidden', false)).toBe(false);
    soloPause.end('question', true);
    expect(asked).toEqual([true, false]);
  });

  test('that is over or left is not unpaused', () => {
    soloPause.begin('question');
    become(null);
    expect(soloPause.end('question', true)).toBe(false);
    expect(asked).toEqual([true]);
  });
});

describe('[W134] a match is one of one screen', () => {
  test.each<[string, ReturnType<typeof room>, boolean]>([
    ['with the AI and empty seats', room('play', [seat('human'), seat('ai'), seat('empty')]), true],
    ['not with a bot, whose program waits for nobody', room('play', [seat('human'), seat('bot')]), false],
    ['with two players at it', room('play', [seat('human'), seat('human')], [0, 1]), true],
    ['not with a player elsewhere', room('play', [seat('human'), seat('human')]), false],
    ['not with one who is about to be back', room('play', [seat('human'), seat('human', true)]), false],
    ['not for a watcher', room('play', [seat('ai')], []), false],
  ])('%s', (_name, known, solo) => expect(isSolo(known)).toBe(solo));

  test('so others are never paused', () => {
    shown = room('play', [seat('human'), seat('human')]);
    soloPause.begin('hidden');
    soloPause.begin('question');
    become(shown);
    expect(asked).toEqual([]);
  });
});
