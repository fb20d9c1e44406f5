// Whole pictures: the maze with what is around it, and the boxes over it.

import { describe, expect, test } from 'vitest';
import { RoomModel, type ConversationState, type MatchModel, type Results, type RoomInfo } from '#client';
import type { WireSeat } from '#protocol';
import { worldOf, type ModeName, type World } from '#simulation';
import { newsOf } from '../../terminal-client/news.ts';
import { screenFor } from '../../terminal-client/screen.ts';
import type { Shown } from '../../terminal-client/shown.ts';
import { ROOM_SETTINGS } from '../support/room-settings.ts';
import { playedMatch } from './played-match.ts';

const EVIL = 'x\x1b]0;owned\x07\x1b[2J\u202e';

function seatOf(name: string, given: Partial<WireSeat> = {}): WireSeat {
  const seat = {
    name,
    driver: 'human',
    disconnected: false,
    idle: false,
    ready: false,
    wins: 0,
    colour: 0,
    mark: 0,
  } as const;
  return { ...seat, ...given };
}

const SEATS = [
  seatOf('Ann', { ready: true }),
  seatOf(EVIL),
  seatOf('日本語', { disconnected: true }),
  seatOf('', { driver: 'ai' }),
];

function infoOf(given: Partial<RoomInfo> = {}): RoomInfo {
  const nobodyAsks = { pauseAskedBy: '', pauseSeats: [], pauseLapsesInTicks: 0 };
  const info = {
    type: 'room',
    code: 'ABCDE',
    state: 'play',
    host: 'Ann',
    locked: false,
    watchers: 0,
    endsInTicks: 0,
  } as const;
  return { ...info, settings: ROOM_SETTINGS, ...nobodyAsks, ...given };
}

/** A room as its player in seat 0 sees it. */
function stateOf(
  mode: ModeName,
  world: World,
  given: Partial<RoomInfo> = {},
  results: Results | null = null,
): ConversationState {
  const match = { code: 'ABCDE', mode, seat: 0, world, seats: SEATS, isOut: false, hasSeveralMazes: mode === 'mega' };
  const room = RoomModel.entered(match as unknown as MatchModel, infoOf(given), 'Ann', 0);
  return { name: 'room', room: results === null ? room : room.withResults(results) };
}

function shownOf(given: Partial<Shown>): Shown {
  return {
    ...{ server: 'localhost:1980', state: { name: 'connecting' }, world: null, marked: 0, news: '', nowMs: 0 },
    ...{ hasColours: true, ...given },
  };
}

/** The picture in an 80 x 24 terminal. */
function textOf(given: Partial<Shown>, columns = 80, rows = 24): string {
  return screenFor(shownOf(given), columns, rows).toString();
}

const world = worldOf(playedMatch('coop', 4, 700), 0);
const coop = (given: Partial<RoomInfo> = {}, results: Results | null = null): Partial<Shown> => ({
  state: stateOf('coop', world, given, results),
  world,
});

describe('[TC5] the whole picture', () => {
  test('before there is a room', () => {
    expect(textOf({})).toContain('Connecting to localhost:1980');
    expect(textOf({ state: { name: 'lobby' } })).toContain('Asking for a room');
  });

  test('a terminal that is too small says what is needed, whatever its size', () => {
    expect(textOf(coop(), 40, 10)).toContain('Too small:\n40 x 10,\nneeds 28 x 18\nq leave');
    for (let size = 1; size < 30; size++) expect(textOf(coop(), size, size).length).toBeGreaterThanOrEqual(0);
  });

  test('a match has its figures above, its players beside, and its keys below', () => {
    const lines = textOf(coop()).split('\n');
    expect(lines[0]).toMatch(/^coop {2}level 1 {2}score \d+ {2}returns \d+$/);
    expect(lines.find((line) => line.includes('Ann'))).toMatch(/▶ Ann +\d+$/);
    expect(lines.find((line) => line.includes('日本語'))).toMatch(/● 日本語 disconn\w* +\d+$/);
    expect(lines.at(-1)).toContain('q leave');
    expect(
      textOf({ ...coop(), news: 'Ann has left' })
        .split('\n')
        .at(-1),
    ).toBe('Ann has left');
  });

  test.each(['lobby', 'paused', 'restored', 'result'] as const)('in the state %s there is a box', (state) => {
    const titles = {
      lobby: 'Room ABCDE',
      paused: 'PAUSE',
      restored: 'The match is about to go on',
      result: 'The match is over',
    };
    expect(textOf(coop({ state }))).toContain(titles[state]);
    expect(textOf(coop({ state }), 28, 18)).toContain(titles[state].slice(0, 20));
  });

  test('the lobby shows who is ready, and who starts', () => {
    expect(textOf(coop({ state: 'lobby' }))).toMatch(/● Ann[\s\S]*Enter: not ready[\s\S]*g starts the match/);
    expect(textOf(coop({ state: 'lobby', host: 'Bob' }))).toContain('Bob starts the match');
  });

  test('results stand in their order, with the seconds until the next match', () => {
    const row = {
      dots: 0,
      energizers: 0,
      ghosts: 0,
      caught: 0,
      bestChain: 0,
      distance: 0,
      rivals: 0,
      rounds: 0,
      turns: 0,
      fruits: 0,
    };
    const seats = [
      { ...row, name: 'Ann', place: 2, score: 900, seat: 0 },
      { ...row, name: '日本語', place: 1, score: 1200, seat: 2 },
    ];
    const results: Results = { type: 'results', level: 3, score: 2100, cleared: false, seats, replay: '', match: '' };
    const text = textOf({ ...coop({ state: 'result', endsInTicks: 300 }, results) });
    expect(text).toMatch(/Level 3, score 2100[\s\S]* 1 {2}日本語 {10} {4}1200[\s\S]* 2 {2}Ann {15} {3}900/);
    expect(text).toContain('Next match in 5 s');
  });

  test('a lost connection is said over the last picture', () => {
    const { room } = stateOf('coop', world) as { room: RoomModel };
    expect(textOf({ world, state: { name: 'disconnected', room } })).toMatch(/Trying again[\s\S]*q leave/);
  });

  test.each(['classic', 'coop', 'versus', 'battle', 'mega'] as const)('%s in terminals of all sizes', (mode) => {
    const played = worldOf(playedMatch(mode, mode === 'classic' ? 1 : 4, 500), 0);
    for (const hasColours of [true, false]) {
      for (const [columns, rows] of [
        [28, 18],
        [80, 24],
        [60, 34],
        [100, 40],
        [200, 70],
      ] as const) {
        const text = textOf({ state: stateOf(mode, played), world: played, hasColours }, columns, rows);
        expect(text.split('\n')).toHaveLength(rows);
        expect(text).toContain(mode);
      }
    }
  });
});

describe('[TC2] names and chat of strangers in a picture', () => {
  test('no control character of a name, a host or news is in it', () => {
    const pictures = [
      textOf({ ...coop(), news: `${EVIL} has left` }),
      textOf(coop({ state: 'lobby', host: EVIL })),
      textOf({ ...coop(), hasColours: false }),
    ];
    for (const picture of pictures) expect(picture.replaceAll('\n', '')).not.toMatch(/\p{C}/u);
    expect(pictures[0]).toContain('x?]0;owned??[2J? has left');
  });

  test('news name who it is about', () => {
    expect(newsOf({ type: 'notice', kind: 'left', name: 'Bob' }, null)).toBe('Bob has left');
    expect(newsOf({ type: 'renamed', name: 'Bob', newName: 'Bo' }, null)).toBe('Bob is now Bo');
    expect(newsOf({ type: 'notice', kind: 'idle', name: 'Ann' }, null)).toBe('press a direction, or AI steers for you');
    expect(newsOf({ type: 'notice', kind: 'of-a-later-version' as 'left', name: 'Bob' }, null)).toBeNull();
    expect(newsOf({ type: 'chat', scope: 'room', from: 'Bob', to: '', text: 'hi' }, null)).toBe('Bob: hi');
    expect(newsOf({ type: 'phrase', seat: 0, name: 'Bob', phrase: 1 }, null)).toBe('Bob: good luck');
    expect(newsOf({ type: 'phrase', seat: 0, name: 'Bob', phrase: 99 }, null)).toBeNull();
  });
});
