import { describe, expect, test } from 'vitest';
import type { EndReason, Entry } from '#client';
import {
  ERRORS,
  isFatal,
  type ErrorCode,
  type ListedRoom,
  type RoomSettings,
  type RoomState,
  type ServerMessage,
  type UnknownWord,
} from '#protocol';
import { ChatLog, sentenceOf, utteranceOf, type NoticeKind } from '../../../web-client/netcode/chat-log.ts';
import { RoomList } from '../../../web-client/netcode/room-list.ts';
import type { Session } from '../../../web-client/netcode/session.ts';
import type { SessionState } from '../../../web-client/netcode/session-state.ts';
import type { Question } from '../../../web-client/view/dialogs/prompt.ts';
import { words } from '../../../web-client/language/language.ts';
import { FEATURED_MATCH, openEntryDialog } from '../../../web-client/view/dialogs/entry-dialog.ts';
import { departureOf, endingOf, type Ending } from '../../../web-client/view/menus/endings.ts';
import { screenOf } from '../../../web-client/view/menus/screens.ts';
import { watchersText } from '../../../web-client/view/player-label.ts';
import { driversNote, settingsInWords, stateName } from '../../../web-client/view/wording.ts';
import { ROOM_SETTINGS } from '../../support/room-settings.ts';
import { CALM, SimulatedNetwork } from '../simulated-network.ts';

/** Of later versions; the first is what every object inherits. */
const UNKNOWN_WORDS = ['constructor', '__proto__', '', 'later'] as UnknownWord[];

describe('which screen', () => {
  test.each<[RoomState, string]>([
    ['lobby', 'room'],
    ['countdown', 'match'],
    ['play', 'match'],
    ['paused', 'match'],
    ['result', 'match'],
  ])('[W14] a room in %s is shown as %s, also while the connection is lost', (state, screen) => {
    const { network, session } = pageIn(state);
    expect(session.room?.state).toBe(state);
    expect(screenOf(session.state, 'menu')).toBe(screen);
    network.cut();
    expect(session.state.name).toBe('disconnected');
    expect(screenOf(session.state, 'menu')).toBe(screen);
  });

  /** A page in a room that the server has brought to this state. */
  function pageIn(state: RoomState): { network: SimulatedNetwork; session: Session } {
    const network = new SimulatedNetwork(1, CALM);
    const { session } = network.createRoom('Ann');
    if (state !== 'lobby') session.send({ type: 'start' });
    if (state === 'paused') session.send({ type: 'pause', paused: true });
    if (state === 'result') network.until(() => network.room.stateName === 'play');
    if (state === 'result') network.endMatch();
    network.until(() => session.room?.state === state);
    return { network, session };
  }

  test.each(UNKNOWN_WORDS)(
    '[W14] in the room state "%s" of a later version the match is shown, and stands still',
    (state) => {
      const network = new SimulatedNetwork(1, CALM);
      const page = network.join();
      const { session } = page;
      network.say(page, { ...session.room!.info, state });
      network.clock.advance(0);
      expect(screenOf(session.state, 'menu')).toBe('match');
      expect(session.room!.match.stands).toBe(true);
      expect(stateName(state)).toBe(state);
    },
  );

  test('[W14] settings of a later version are shown by their own names', () => {
    const later = 'later' as UnknownWord;
    const settings = { ...ROOM_SETTINGS, mode: 'later', drivers: later, variant: later, skill: later, fill: true };
    expect(Object.fromEntries(settingsInWords(settings, false))).toMatchObject({
      Mode: 'later',
      'Who may play': 'later',
      'Empty seats': 'AI, later',
    });
    expect(Object.fromEntries(settingsInWords({ ...settings, mode: 'classic' }, false))).toMatchObject({
      Variant: 'later',
    });
    expect(['any', 'humans', later].map((drivers) => driversNote(drivers as UnknownWord))).toEqual([
      '',
      'people only',
      'later',
    ]);
  });

  test('[W30] a room of each mode names the settings that its rules take, and no others', () => {
    const named = (mode: string, settings: Partial<RoomSettings> = {}): readonly string[] =>
      settingsInWords({ ...ROOM_SETTINGS, mode, ...settings }, false).map(([name]) => name);
    const everyMode = ['Mode', 'Maze', 'First level', 'Who may play', 'Who may join'];
    const own = (mode: string, settings: Partial<RoomSettings> = {}): readonly string[] =>
      named(mode, settings).filter((name) => !everyMode.includes(name));
    expect(own('coop')).toEqual(['Seats', 'Empty seats']);
    expect(own('classic')).toEqual(['Lives', 'Extra life', 'Variant']);
    expect(own('versus', { rule: 'turns' })).toEqual(['Seats', 'Empty seats', 'Rule']);
    expect(own('versus', { rule: 'race' })).toEqual(['Seats', 'Empty seats', 'Rule', 'Score to reach']);
    expect(own('battle')).toEqual(['Seats', 'Empty seats', 'Rounds']);
    expect(own('mega')).toEqual(['Seats', 'Empty seats', 'Rule']);
  });

  test('[W14] the lobby is shown as the screen that the player came from', () => {
    const lobby: SessionState = { name: 'lobby' };
    expect(screenOf(lobby, 'menu')).toBe('menu');
    expect(screenOf(lobby, 'rooms')).toBe('rooms');
    expect(screenOf({ name: 'disconnected', room: null }, 'rooms')).toBe('rooms');
    expect(screenOf({ name: 'ended', reason: 'connection-lost', text: '' }, 'rooms')).toBe('menu');
  });
});

describe('what went wrong', () => {
  test.each(Object.keys(ERRORS) as ErrorCode[])('[W15] %s has a sentence and a way on', (code) => {
    const { text, way } = endingOf(code);
    expect(text).toMatch(/^[A-Z].+[.?]$/);
    // After an error that ends the connection, the page cannot remain where it is.
    expect(isFatal(code, true) && way === 'stay').toBe(false);
  });

  test('[W15] what an operator writes is quoted, and the sentence of the code is not said twice', () => {
    const { text } = ERRORS['server-banned'];
    const [plain, banned] = [
      endingOf('server-banned').text,
      (more: string) => endingOf('server-banned', text + more).text,
    ];
    expect(banned('')).toBe(plain);
    expect(banned(' until 2026-12-01 13:39 UTC: Be kind')).toBe(`${plain} “until 2026-12-01 13:39 UTC: Be kind”`);
    expect(endingOf('ended-by-operator', 'Too loud').text).toBe(`${endingOf('ended-by-operator').text} “Too loud”`);
    expect(endingOf('room-full', 'Too loud').text).toBe(endingOf('room-full').text);
  });

  const OWN_REASONS = [
    'unreachable',
    'no-answer',
    'connection-lost',
    'bad-server',
    'session-lost',
    'bye',
    'unknown-error',
  ];
  test.each(OWN_REASONS as EndReason[])('[W15] what only the page sees, %s, has a sentence and a way on', (reason) => {
    expect(endingOf(reason).text).toMatch(/^[A-Z].+[.?]$/);
    expect(['again', 'reload']).toContain(endingOf(reason).way);
  });

  test.each<[ErrorCode, string]>([
    ['wrong-version', 'reload'],
    ['wrong-password', 'password'],
    ['room-full', 'watch'],
    ['name-reserved', 'name'],
    ['bad-name', 'name'],
    ['no-such-room', 'anywhere'],
  ])('[W15] the way on from %s is: %s', (code, way) => {
    expect(endingOf(code).way).toBe(way);
  });

  test('[W15] a player who is sent out of a room gets a message, and a player who leaves does not', () => {
    expect(departureOf('asked').text).toBe(null);
    expect(departureOf('kicked').text).toMatch(/host/);
    expect(departureOf('banned').text).toMatch(/host/);
    for (const reason of UNKNOWN_WORDS) expect(departureOf(reason).text).toMatch(/^You are not in that room/);
  });
});

describe('the chat', () => {
  const KNOWN = ['Ann', 'Brave Cherry', 'Brave'];

  test.each([
    ['hello', { scope: 'room', to: '', text: 'hello' }],
    ['  hello  ', { scope: 'room', to: '', text: 'hello' }],
    ['/w Ann hi there', { scope: 'whisper', to: 'Ann', text: 'hi there' }],
    ['/w brave cherry hi', { scope: 'whisper', to: 'Brave Cherry', text: 'hi' }],
    ['/w brave hi', { scope: 'whisper', to: 'Brave', text: 'hi' }],
    ['/w Stranger hi', { scope: 'whisper', to: 'Stranger', text: 'hi' }],
    ['/whatever', { scope: 'room', to: '', text: '/whatever' }],
    ['/w Ann', null],
    ['', null],
    ['   ', null],
  ])('[W16] %j says', (typed, utterance) => {
    expect(utteranceOf(typed, 'room', KNOWN)).toEqual(utterance);
  });

  test('[W16] lines of others count as unread until they were seen, and old lines are forgotten', () => {
    const log = new ChatLog();
    const line = { type: 'chat', scope: 'room', to: '', text: 'hi' } as const;
    for (let i = 0; i < 500; i++) log.said({ ...line, from: i % 2 === 0 ? 'Ann' : 'Ben' }, 'Ann');
    expect(log.unread).toBe(250);
    expect(log.lines).toHaveLength(200);
    expect(log.speakers).toEqual(['Ben', 'Ann']);
    log.seen();
    expect(log.unread).toBe(0);
  });

  test.each<NoticeKind>([
    'joined',
    'left',
    'disconnected',
    'reconnected',
    'idle',
    'host',
    'kicked',
    'muted',
    'unmuted',
    'paused',
    'unpaused',
    'password-guessed',
  ])('[W16] the notice %s is a sentence', (kind) => {
    expect(sentenceOf({ type: 'notice', kind, name: 'Ann' })).toMatch(/^[A-Z].+\.$/);
  });

  test.each(UNKNOWN_WORDS)('[W16] the notice "%s" of a later version is not shown', (kind) => {
    expect(sentenceOf({ type: 'notice', kind, name: 'Ann' })).toBeNull();
  });

  test.each(UNKNOWN_WORDS)('[W16] a line said to the group "%s" of a later version is shown', (scope) => {
    const log = new ChatLog();
    log.said({ type: 'chat', scope, from: 'Ben', to: '', text: 'hi' }, 'Ann');
    expect(log.lines).toMatchObject([{ kind: 'said', from: 'Ben', text: 'hi' }]);
  });
});

describe('the list of rooms', () => {
  const room = (code: string, taken: number): ListedRoom => ({
    code,
    mode: 'coop',
    state: 'play',
    taken,
    seatCount: 4,
    watchers: 0,
    locked: false,
    drivers: 'any',
    ...{ rule: '', target: 0, rounds: 0, fill: true, host: '', players: 2, level: 1, eaten: 0 },
  });
  const listed = (code: string, taken: number): ServerMessage & { type: 'listed' } => ({
    type: 'listed',
    room: room(code, taken),
  });

  test('[W17] follows what the server says; rooms with a place stand first, each in a fixed order', () => {
    const list = new RoomList();
    expect(list.take({ type: 'rooms', rooms: [room('CCCCC', 4), room('BBBBB', 1)] })).toBe(true);
    list.take(listed('AAAAA', 2));
    list.take(listed('BBBBB', 4));
    expect(list.all.map(({ code }) => code)).toEqual(['AAAAA', 'BBBBB', 'CCCCC']);
    list.take({ type: 'unlisted', code: 'AAAAA' });
    expect(list.all.map(({ code }) => code)).toEqual(['BBBBB', 'CCCCC']);
    expect(list.take({ type: 'left', reason: 'asked' })).toBe(false);
  });

  test('[W17] does not grow beyond its maximum', () => {
    const list = new RoomList();
    for (let i = 0; i < 2000; i++) list.take(listed(String(i), 1));
    expect(list.all).toHaveLength(500);
  });
});

test.each([
  ['wrong-password', '', 'Room ABCDE has a password.'],
  ['wrong-password', 'pear', 'That was not it. Try the password again.'],
  ['too-many-guesses', 'pear', 'Too many wrong passwords. Wait a little before the next try.'],
  ['too-many-guesses', '', 'Too many wrong passwords. Wait a little before the next try.'],
] as const)('[W15] after %s for "%s" the password is asked for: %s', (code, password, text) => {
  const questions: Question[] = [];
  const entered: Entry[] = [];
  const dialog = { open: (question: Question) => void questions.push(question) };
  const ways = { enter: (entry: Entry) => void entered.push(entry), giveUp: () => {} };
  openEntryDialog(code, { type: 'join', code: 'ABCDE', password }, dialog, ways);
  expect(questions.map((question) => question.text)).toEqual([text]);
  questions[0]!.ways[0]!.go('plum');
  expect(entered).toEqual([{ type: 'join', code: 'ABCDE', password: 'plum' }]);
});

test('[W42] who watches is not counted as another person who watches', () => {
  expect([0, 1, 2].map((watchers) => watchersText(watchers, false))).toEqual([
    '',
    '1 person watches',
    '2 people watch',
  ]);
  expect([1, 2, 3].map((watchers) => watchersText(watchers, true))).toEqual([
    '',
    '1 other person watches',
    '2 other people watch',
  ]);
});

test('[W117] without a match to feature the menu says so, and nothing is asked', () => {
  const endings: Ending[] = [];
  const dialog = { open: () => expect.unreachable('a dialog was opened') };
  const actions = {
    enter: () => expect.unreachable('a room was entered'),
    giveUp: (ending: Ending) => endings.push(ending),
  };
  openEntryDialog('no-such-room', FEATURED_MATCH, dialog, actions);
  expect(endings).toEqual([{ text: words().menu.nothingToWatch, way: 'anywhere' }]);
  openEntryDialog('no-such-room', { type: 'watch', code: 'ABCDE', password: '' }, dialog, actions);
  expect(endings[1]!.text).toBe(words().endings.noSuchRoom);
});
