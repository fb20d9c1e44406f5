import { expect, test } from 'vitest';
import { PHRASES } from '#protocol';
import { english } from '../../../web-client/language/english.ts';
import { german } from '../../../web-client/language/german.ts';
import { ChatLog } from '../../../web-client/netcode/chat-log.ts';
import type { OnlineRoom } from '../../../web-client/netcode/session-state.ts';
import { openOwnMenu, openPlayerMenu, type PlayerActions } from '../../../web-client/view/dialogs/player-menu.ts';
import type { Prompt, Question } from '../../../web-client/view/dialogs/prompt.ts';
import { phraseText } from '../../../web-client/view/hud/people/over-players.ts';
import { pauseRole } from '../../../web-client/view/hud/people/pause-question.ts';

test.each([
  ['nobody has asked', '', [], 'play', 0, 'none'],
  ['the player has asked', 'Ann', [0], 'play', 0, 'asker'],
  ['another has asked', 'Bo', [1], 'play', 0, 'voter'],
  ['another has asked, and the player said yes', 'Bo', [1, 0], 'play', 0, 'agreed'],
  ['a player has asked, and this one watches', 'Bo', [1], 'play', -1, 'watcher'],
  ['all have agreed', 'Bo', [1, 0], 'paused', 0, 'none'],
] as const)('[W118] the question for a pause: %s', (_, pauseAskedBy, pauseSeats, state, seat, role) => {
  const info = { pauseAskedBy, pauseSeats } as unknown as OnlineRoom['info'];
  expect(pauseRole({ state, info, ownName: 'Ann', match: { seat } })).toBe(role);
});

test('[W119] every phrase has a text of its own in each language, and one of a later version none', () => {
  for (const { chat } of [english, german]) {
    const texts = PHRASES.map((phrase) => chat.phrases[phrase]);
    expect(new Set(texts.filter(Boolean)).size).toBe(PHRASES.length);
  }
  expect(phraseText({ phrase: 1 })).toBe('Good luck!');
  expect(phraseText({ phrase: PHRASES.length })).toBe('I have to go');
  expect([0, PHRASES.length + 1, -1, 4_000_000_000].map((phrase) => phraseText({ phrase }))).toEqual([
    ...[null, null, null, null],
  ]);
});

test('[W119] a phrase is a line of the chat, and not unread', () => {
  const log = new ChatLog();
  log.phrase('Bo', 'Help!');
  expect([log.lines, log.unread]).toEqual([[{ kind: 'said', scope: 'room', from: 'Bo', to: '', text: 'Help!' }], 0]);
});

test('[W120] the menu of a player: the host has all tools, others two; a ban and closing are asked about first', () => {
  const { prompt, shown, press } = pressed();
  const done: string[] = [];
  const actions: PlayerActions = {
    whisper: () => done.push('whisper'),
    mute: (muted, forRoom) => done.push(`mute ${muted} ${forRoom}`),
    kick: (ban) => done.push(`kick ${ban}`),
    handOver: () => done.push('hand over'),
  };
  const mutes = { own: new Set<string>(), forRoom: new Set<string>() };
  openPlayerMenu(prompt, 'Bo', mutes, false, actions);
  expect(shown().ways.map(({ label }) => label)).toEqual(['Whisper', 'Mute']);

  openPlayerMenu(prompt, 'Bo', mutes, true, actions);
  for (const label of ['Mute for everybody', 'Make host', 'Remove']) press(label);
  expect(done.splice(0)).toEqual(['mute true true', 'hand over', 'kick false']);
  press('Remove for good');
  expect(done).toEqual([]);
  expect(shown()).toMatchObject({ text: 'Remove Bo for good? They cannot come back into this room.', safe: 'Cancel' });
  press('Remove for good');
  expect(done.splice(0)).toEqual(['kick true']);

  openOwnMenu(prompt, () => done.push('close'));
  expect([done, shown().safe]).toEqual([[], 'Keep it open']);
  press('Close room');
  expect(done).toEqual(['close']);
});

/** A prompt without a page, whose ways are pressed by their labels. */
function pressed() {
  let question: Question | null = null;
  const prompt = { open: (opened: Question) => void (question = opened) } as unknown as Prompt;
  const shown = (): Question => question!;
  return {
    prompt,
    shown,
    press: (label: string) =>
      shown()
        .ways.find((way) => way.label === label)!
        .go(''),
  };
}
