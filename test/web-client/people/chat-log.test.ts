import { describe, expect, test } from 'vitest';
import { ChatLog, sentenceOf, utteranceOf, type NoticeKind } from '../../../web-client/netcode/chat-log.ts';

function said(from: string, text = 'hi') {
  return { type: 'chat', scope: 'room', from, to: '', text } as const;
}

describe('[W16] the chat log', () => {
  test('counts what others said as unread, until it is seen', () => {
    const log = new ChatLog();
    log.said(said('Ann'), 'Ann');
    expect(log.unread).toBe(0);
    log.said(said('Bo'), 'Ann');
    log.said(said('Cy'), 'Ann');
    log.news('Bo has left.');
    expect(log.unread).toBe(2);
    log.seen();
    expect(log.unread).toBe(0);
    expect(log.lines).toHaveLength(4);
  });

  test('keeps the lines as they were said, in their order, the last 200 of them', () => {
    const log = new ChatLog();
    log.said({ type: 'chat', scope: 'whisper', from: 'Bo', to: 'Ann', text: 'psst' }, 'Ann');
    expect(log.lines).toEqual([{ kind: 'said', scope: 'whisper', from: 'Bo', to: 'Ann', text: 'psst' }]);
    for (let i = 1; i <= 199; i++) log.news(`${i}`);
    expect(log.lines[0]).toMatchObject({ text: 'psst' });
    log.news('200');
    expect(log.lines).toHaveLength(200);
    expect([log.lines[0], log.lines.at(-1)]).toEqual([
      { kind: 'news', text: '1' },
      { kind: 'news', text: '200' },
    ]);
  });

  test('is empty when it is cleared', () => {
    const log = new ChatLog();
    log.said(said('Bo'), 'Ann');
    log.clear();
    expect([log.lines, log.unread, log.speakers]).toEqual([[], 0, []]);
  });

  test('knows who has spoken, the last first, each once', () => {
    const log = new ChatLog();
    for (const name of ['Bo', 'Cy', 'Bo', 'Di']) log.said(said(name), 'Ann');
    log.news('Eve is here.');
    expect(log.speakers).toEqual(['Di', 'Bo', 'Cy']);
  });
});

describe('[W16] a typed line', () => {
  const known = ['Bo', 'Bo Peep', 'ann'];
  test.each([
    ['hello', { scope: 'room', to: '', text: 'hello' }],
    ['  hello there ', { scope: 'room', to: '', text: 'hello there' }],
    ['', null],
    ['   ', null],
    // Whispers, to the longest name that fits.
    ['/w Bo hi', { scope: 'whisper', to: 'Bo', text: 'hi' }],
    ['/w bo peep  hi there', { scope: 'whisper', to: 'Bo Peep', text: 'hi there' }],
    ['/W Ann hi', { scope: 'whisper', to: 'ann', text: 'hi' }],
    ['/msg Bo hi', { scope: 'whisper', to: 'Bo', text: 'hi' }],
    ['/whisper Bo hi', { scope: 'whisper', to: 'Bo', text: 'hi' }],
    // A name that nobody is known by.
    ['/w Zed hi you', { scope: 'whisper', to: 'Zed', text: 'hi you' }],
    ['/w Bob hi', { scope: 'whisper', to: 'Bob', text: 'hi' }],
    // Nothing to say.
    ['/w Bo', null],
    ['/w Bo  ', null],
    ['/w  ', { scope: 'room', to: '', text: '/w' }],
    // No whisper.
    ['/wave', { scope: 'room', to: '', text: '/wave' }],
    ['say /w Bo hi', { scope: 'room', to: '', text: 'say /w Bo hi' }],
  ])('%j is %j', (typed, expected) => {
    expect(utteranceOf(typed, 'room', known)).toEqual(expected);
    if (expected?.scope === 'room') expect(utteranceOf(typed, 'lobby', known)).toEqual({ ...expected, scope: 'lobby' });
  });
});

test('[W16] every notice has a sentence, with the name where it is about a player', () => {
  const kinds: Record<NoticeKind, string> = {
    joined: 'Bo is here.',
    left: 'Bo has left.',
    disconnected: 'Bo lost the connection.',
    reconnected: 'Bo is back.',
    idle: 'Still there? The AI takes over in a few seconds.',
    host: 'Bo is the host now.',
    kicked: 'The host has removed Bo.',
    muted: 'The host has muted Bo.',
    unmuted: 'Bo may talk again.',
    paused: 'Bo wants a pause.',
    unpaused: 'Bo wants to resume.',
    'password-guessed': 'Somebody is guessing the password of this room.',
    'in-line': 'This match has no seat for you. You play in the next one.',
    'pause-refused': 'Bo wants to play on.',
    'pause-lapsed': 'Not everybody has answered Bo. The match goes on.',
    'not-counted': 'Your result of this match does not count.',
  };
  for (const [kind, sentence] of Object.entries(kinds)) {
    expect(sentenceOf({ type: 'notice', kind: kind as NoticeKind, name: 'Bo' })).toBe(sentence);
  }
  expect(sentenceOf({ type: 'notice', kind: 'levitated' as NoticeKind, name: 'Bo' })).toBeNull();
});
