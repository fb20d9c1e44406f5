// Who receives a line of chat, and what it may contain.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  CHAT_LENGTH_MAX,
  CLIENT_PAYLOAD_BYTES_MAX,
  decodeClient,
  encodeClient,
  NAME_LENGTH_MAX,
  readLine,
  STRING_BYTES_MAX,
} from '#protocol';
import { anyCodePoint } from '../../support/any-code-point.ts';
import { MemoryServer } from '../../support/memory-server.ts';

/** Ann, Bob and Cid: Ann and Bob are in a room that is Ann's, Cid is in the lobby. */
function threePeople() {
  const server = new MemoryServer();
  const [ann, bob, cid] = ['Ann', 'Bob', 'Cid'].map((name) => server.enter(name));
  bob!.join(ann!.create());
  return { server, ann: ann!, bob: bob!, cid: cid!, all: [ann!, bob!, cid!] };
}

test('[GK1] a line in the room reaches the room, one in the lobby reaches the lobby, a whisper reaches one', () => {
  const { ann, bob, cid, all } = threePeople();
  const heard = () => all.map((player) => player.take('chat').map(({ text }) => text));
  ann.say('room');
  expect(heard()).toEqual([['room'], ['room'], []]);
  cid.say('lobby', 'lobby');
  expect(heard()).toEqual([[], [], ['lobby']]);
  bob.say('hello lobby', 'lobby');
  expect(heard()).toEqual([[], ['hello lobby'], ['hello lobby']]);
  cid.whisper('bOB', 'psst');
  expect(bob.inbox.at(-1)).toMatchObject({ type: 'chat', scope: 'whisper', from: 'Cid', to: 'Bob' });
  expect(heard()).toEqual([[], ['psst'], ['psst']]);
  cid.whisper('Nobody', 'psst');
  bob.cut();
  cid.whisper('Bob', 'psst');
  expect(cid.errors()).toEqual(['no-such-player', 'no-such-player']);
  expect(heard()).toEqual([[], [], []]);
});

test('[GK2] a line is one line of 1 to 120 characters, without what hides or turns text around', () => {
  const { ann, bob } = threePeople();
  ann.say('  Zoe\u0308\u202e\u200b says\n\thi  <b>&amp;  ');
  expect(bob.last('chat')!.text).toBe('Zo\u00eb says hi <b>&amp;');
  ann.say('\u{1f47b}'.repeat(120));
  expect(bob.last('chat')!.text).toBe('\u{1f47b}'.repeat(120));
  for (const bad of ['', ' \u200b ', 'a'.repeat(121)]) ann.say(bad);
  expect(ann.errors()).toEqual(['bad-chat', 'bad-chat', 'bad-chat']);
});

/** Characters that count as one, or as nothing: what a field counts, a client sends and the server shows must agree. */
const CHARACTERS: readonly (readonly [what: string, character: string, codePoints: number])[] = [
  ['ASCII', 'a', 1],
  ['an umlaut of two code points, one in NFC', 'u\u0308', 1],
  ['a letter with two marks that stay', 'x\u0301\u0323', 3],
  ['an emoji', '\u{1F600}', 1],
  ['an emoji with a skin tone', '\u{1F44D}\u{1F3FD}', 2],
  ['a family', '\u{1F468}\u200D\u{1F469}\u200D\u{1F467}\u200D\u{1F466}', 7],
  ['a flag', '\u{1F1E9}\u{1F1EA}', 2],
  ['Hebrew', '\u05D0', 1],
  ['Arabic with a vowel sign', '\u0628\u064E', 2],
  ['a character that NFC makes longer', '\u0958', 2],
  ['a CJK character beyond the basic plane', '\u{20BB7}', 1],
];

test.each(CHARACTERS)(
  '[GK2] the longest line of %s arrives as the client reads it, and a longer one is refused',
  (_, character, codePoints) => {
    const server = new MemoryServer();
    const [ann, bob] = [server.enter('Ann'), server.enter('Bob')];
    const longest = character.repeat(Math.floor(CHAT_LENGTH_MAX / codePoints));
    const line = readLine(longest)!;
    expect(new TextEncoder().encode(line).length).toBeLessThanOrEqual(STRING_BYTES_MAX);
    ann.say(line, 'lobby');
    ann.whisper('Bob', line);
    expect(bob.take('chat').map(({ text }) => text)).toEqual([line, line]);
    const tooLong = longest + character.repeat(1 + (CHAT_LENGTH_MAX % codePoints));
    expect(readLine(tooLong)).toBeNull();
    ann.say(tooLong.normalize('NFC'), 'lobby');
    expect([ann.errors(), ann.isClosed, bob.take('chat')]).toEqual([['bad-chat'], false, []]);
  },
);

test('[GK2] what a client reads of any text fits into a message, whole or not at all, and the server shows it unchanged', () => {
  const anyTyped = fc.string({ unit: anyCodePoint, maxLength: 400 });
  fc.assert(
    fc.property(anyTyped, (typed) => {
      const line = readLine(typed);
      if (line === null) return;
      expect(readLine(line)).toBe(line);
      const payload = encodeClient({
        type: 'chat',
        scope: 'whisper',
        to: '\u{1F600}'.repeat(NAME_LENGTH_MAX),
        text: line,
      });
      expect(payload.length).toBeLessThanOrEqual(CLIENT_PAYLOAD_BYTES_MAX);
      expect(decodeClient(payload)).toMatchObject({ message: { text: line } });
    }),
  );
});

test('[GK3] five lines in ten seconds, and not one more', () => {
  const { server, ann, bob } = threePeople();
  for (let i = 0; i < 7; i++) ann.say(`${i}`);
  expect(bob.take('chat')).toHaveLength(5);
  expect(ann.errors()).toEqual(['chat-too-fast', 'chat-too-fast']);
  server.run(599);
  ann.say('too soon');
  server.run(1);
  ann.say('now');
  expect(bob.take('chat').map(({ text }) => text)).toEqual(['now']);
});

test('[GK3] all sessions of an address share forty lines, and then two a second, wherever they say them', () => {
  const { server, bob, cid } = threePeople();
  const names = ['Dan', 'Eve', 'Fay', 'Gil', 'Ida', 'Jon', 'Kim', 'Lea'];
  const speakers = names.map((name) => server.enter(name, 'human', '203.0.113.7'));
  speakers.forEach((player, i) => {
    for (let line = 0; line < 5; line++)
      if (i % 2 === 0) player.whisper('Bob', 'psst');
      else player.say('hello', 'lobby');
  });
  expect([bob.take('chat').length, cid.take('chat').length]).toEqual([20, 20]);
  // Neither a new session nor a connection that is resumed gets more, and nor does any other scope.
  const newcomer = server.enter('Hal', 'human', '203.0.113.7');
  newcomer.say('me too', 'lobby');
  const room = newcomer.create();
  newcomer.say('me too');
  expect(newcomer.errors()).toEqual(['chat-too-fast', 'chat-too-fast']);
  newcomer.cut();
  const back = server.connect('203.0.113.7');
  back.hello('', 'human', newcomer.token);
  expect(back.code).toBe(room);
  back.whisper('Bob', 'me too');
  expect(back.errors()).toEqual(['chat-too-fast']);
  server.run(30);
  back.whisper('Bob', 'now');
  expect(bob.take('chat').map(({ text }) => text)).toEqual(['now']);
  // Elsewhere nothing has changed.
  server.enter('Ivy', 'human', '203.0.113.8').whisper('Bob', 'hi');
  cid.whisper('Bob', 'hi');
  expect(bob.take('chat')).toHaveLength(2);
});

test('[GK3] a class of 30 behind one address greets at once, and a party of 20 says two lines each', () => {
  for (const [count, lines] of [
    [30, 1],
    [20, 2],
  ] as const) {
    const server = new MemoryServer();
    const friends = Array.from({ length: count }, (_, i) => server.enter(`F${i}`, 'human', '203.0.113.7'));
    for (let line = 0; line < lines; line++) for (const friend of friends) friend.say('hello', 'lobby');
    expect(friends.flatMap((friend) => friend.errors())).toEqual([]);
    server.run(5);
    expect(friends[0]!.take('chat')).toHaveLength(count * lines);
  }
});

test('[GK3] an IPv6 customer is one address, one of an exempt network is none', () => {
  const server = new MemoryServer({ exemptNetworks: ['127.0.0.0/8', '198.51.100.0/24'] });
  const bob = server.enter('Bob');
  const say = (address: (i: number) => string) => {
    for (let i = 0; i < 50; i++) server.enter('Bot', 'bot', address(i)).whisper('Bob', 'hi');
    return bob.take('chat').length;
  };
  expect(say((i) => `2001:db8::${i + 1}`)).toBe(40);
  expect(say((i) => `2001:db8:0:${i + 1}::1`)).toBe(50);
  expect(say(() => '198.51.100.7')).toBe(50);
  expect(say(() => '127.0.0.1')).toBe(50);
});

test('[GK3] one session that is too fast takes nothing from the others of its address', () => {
  const server = new MemoryServer();
  const bob = server.enter('Bob');
  const [loud, calm] = ['Dan', 'Eve'].map((name) => server.enter(name, 'human', '203.0.113.7'));
  for (let i = 0; i < 40; i++) loud!.whisper('Bob', 'loud');
  for (let i = 0; i < 5; i++) calm!.whisper('Bob', 'calm');
  expect(bob.take('chat').map(({ text }) => text)).toEqual([
    ...Array<string>(5).fill('loud'),
    ...Array<string>(5).fill('calm'),
  ]);
});

test('[GK4] a player mutes names, or all, for themselves alone', () => {
  const { ann, bob, cid } = threePeople();
  bob.mute('ann');
  ann.say('a');
  ann.whisper('Bob', 'b');
  cid.whisper('Bob', 'c');
  expect(bob.take('chat').map(({ text }) => text)).toEqual(['c']);
  expect(ann.take('chat')).toHaveLength(2);
  bob.mute('Ann', { muted: false });
  bob.mute('');
  cid.whisper('Bob', 'd');
  bob.say('my own');
  bob.mute('', { muted: false });
  ann.say('e');
  expect(bob.take('chat').map(({ text }) => text)).toEqual(['my own', 'e']);
  bob.mute('Nobody');
  expect(bob.errors()).toEqual(['no-such-player']);
});

test('[GK5] the host mutes a member for the whole room, and no other member can', () => {
  const { ann, bob } = threePeople();
  bob.mute('Ann', { forRoom: true });
  expect(bob.errors()).toEqual(['not-host']);
  ann.mute('Bob', { forRoom: true });
  expect(bob.notices().at(-1)).toBe('muted Bob');
  bob.say('hm');
  expect(bob.errors()).toEqual(['muted']);
  expect(ann.take('chat')).toEqual([]);
  ann.mute('Bob', { forRoom: true, muted: false });
  bob.say('ah');
  expect(ann.take('chat')).toHaveLength(1);
});

test('[GK6] both kinds of mutes outlive the connection', () => {
  const { server, ann, bob } = threePeople();
  bob.mute('Ann');
  ann.mute('Bob', { forRoom: true });
  bob.cut();
  const back = server.connect();
  back.hello('', 'human', bob.token);
  ann.say('do you hear me');
  expect(back.take('chat')).toEqual([]);
  back.say('hm');
  expect(back.errors()).toEqual(['muted']);
});
