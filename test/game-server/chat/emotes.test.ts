// Who sees an emote, and how often one may be shown.

import { expect, test } from 'vitest';
import { EMOTE_INTERVAL_TICKS, EMOTES, encodeFrame, PHRASES, type Emote } from '#protocol';
import { MODES } from '#simulation';
import type { MemoryPlayer } from '../../support/memory-player.ts';
import { MemoryServer } from '../../support/memory-server.ts';
import { TOY_MODE } from '../../support/toy-mode.ts';

/** @returns what a player has seen since the last call, as `seat name emote`. */
function seen(player: MemoryPlayer): string[] {
  return player.take('emote').map(({ seat, name, emote }) => `${seat} ${name} ${emote}`);
}

function show(player: MemoryPlayer, emote: Emote = 'hello'): void {
  player.send({ type: 'emote', emote });
}

/** Two players with seats and two watchers, in a room of quick play or of its host. */
function four(mode = 'coop') {
  const server = new MemoryServer({}, 7, { modes: [...MODES, TOY_MODE] });
  const [ann, bob, cid, dan] = ['Ann', 'Bob', 'Cid', 'Dan'].map((name) => server.enter(name));
  const code = ann!.create({ mode, seatCount: 2 });
  bob!.join(code);
  for (const watcher of [cid!, dan!]) watcher.watch(code);
  return { server, ann: ann!, bob: bob!, cid: cid!, dan: dan!, code };
}

test('[GK8] all members see an emote of a seat or a watcher, and no others do', () => {
  const { server, ann, bob, cid, dan } = four();
  const eve = server.enter('Eve');
  for (const emote of EMOTES) {
    show(bob, emote);
    for (const player of [ann, bob, cid, dan]) expect(seen(player)).toEqual([`1 Bob ${emote}`]);
    server.run(EMOTE_INTERVAL_TICKS);
  }
  show(cid, 'laugh');
  for (const player of [ann, bob, cid, dan]) expect(seen(player)).toEqual(['-1 Cid laugh']);
  show(eve);
  expect([seen(eve), eve.errors()]).toEqual([[], []]);
});

test('[GK8] one in 120 ticks, also across rooms and connections', () => {
  const { server, ann, bob, code } = four();
  show(bob);
  server.run(EMOTE_INTERVAL_TICKS - 1);
  show(bob);
  bob.send({ type: 'leave' });
  bob.join(code);
  show(bob);
  bob.cut();
  const back = server.resume(bob);
  show(back);
  expect([seen(ann).length, bob.errors(), back.errors()]).toEqual([1, ['too-fast', 'too-fast'], ['too-fast']]);
  server.run(1);
  show(back);
  expect([seen(ann).length, back.errors()]).toEqual([1, []]);
});

test('[GK8] players do not see emotes of those whom they or the host have muted', () => {
  const { server, ann, bob, cid, dan } = four();
  cid.mute('Bob');
  show(bob);
  expect([seen(ann).length, seen(bob).length, seen(cid).length, seen(dan).length]).toEqual([1, 1, 0, 1]);
  ann.mute('Bob', { forRoom: true });
  server.run(EMOTE_INTERVAL_TICKS);
  show(bob);
  expect([bob.errors(), seen(dan)]).toEqual([['muted'], []]);
});

test('[GK8] while players know less than watchers, those show emotes to each other only', () => {
  const { server, ann, bob, cid, dan } = four(TOY_MODE.name);
  const all = [ann, bob, cid, dan];
  show(cid);
  expect(all.map((player) => seen(player).length)).toEqual([1, 1, 1, 1]);
  ann.send({ type: 'start' });
  server.run(EMOTE_INTERVAL_TICKS);
  show(cid);
  expect(all.map((player) => seen(player).length)).toEqual([0, 0, 1, 1]);
  show(bob);
  expect(all.map((player) => seen(player).length)).toEqual([1, 1, 1, 1]);
});

test('[GK8] none in a mode of one seat', () => {
  const server = new MemoryServer();
  const ann = server.enter('Ann');
  ann.create({ mode: 'classic', seatCount: 1 });
  show(ann);
  expect([ann.errors(), seen(ann)]).toEqual([['no-emotes'], []]);
});

test('[GK8] a room with very many of them leaves some out, and shows others again after a second', () => {
  const { server, ann, code } = four();
  const watchers = Array.from({ length: 60 }, (_, i) => server.enter(`W${i}`, 'human', `203.0.113.${i}`));
  for (const watcher of watchers) watcher.watch(code);
  for (const watcher of watchers) show(watcher);
  expect(seen(ann)).toHaveLength(40);
  server.run(EMOTE_INTERVAL_TICKS);
  for (const watcher of watchers) show(watcher);
  expect(seen(ann)).toHaveLength(40);
  expect(watchers.flatMap((watcher) => watcher.errors())).toEqual([]);
});

test('[GK8] a phrase is seen by those who would see an emote, by its number', () => {
  const { server, ann, bob, cid, dan } = four();
  cid.mute('Bob');
  for (let phrase = 1; phrase <= PHRASES.length; phrase++) {
    bob.send({ type: 'phrase', phrase });
    for (const player of [ann, bob, dan])
      expect(player.take('phrase')).toEqual([{ type: 'phrase', seat: 1, name: 'Bob', phrase }]);
    server.run(EMOTE_INTERVAL_TICKS);
  }
  dan.send({ type: 'phrase', phrase: 1 });
  expect([ann.take('phrase'), cid.take('phrase')]).toMatchObject([[{ seat: -1, name: 'Dan' }], [{ name: 'Dan' }]]);
  expect([bob.errors(), cid.errors()]).toEqual([[], []]);
});

test('[GK8] an emote and a phrase count as one, and there are no phrases in a mode of one seat', () => {
  const { server, ann, bob } = four();
  show(bob);
  bob.send({ type: 'phrase', phrase: 1 });
  server.run(EMOTE_INTERVAL_TICKS);
  bob.send({ type: 'phrase', phrase: 2 });
  show(bob);
  expect([seen(ann).length, ann.take('phrase').length, bob.errors()]).toEqual([1, 1, ['too-fast', 'too-fast']]);
  const eve = server.enter('Eve');
  eve.create({ mode: 'classic', seatCount: 1 });
  eve.send({ type: 'phrase', phrase: 1 });
  expect(eve.errors()).toEqual(['no-emotes']);
});

test.each([0, PHRASES.length + 1])(
  '[GK8] a phrase with the number %i is no message, and nobody else notices',
  (phrase) => {
    const { ann, bob } = four();
    bob.bytes(encodeFrame(Uint8Array.of(0x92, 22, phrase)));
    expect([bob.errors(), bob.isClosed, ann.take('phrase')]).toEqual([['bad-fields'], false, []]);
  },
);
