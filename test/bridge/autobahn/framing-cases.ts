/** Groups 1 to 5: framing, pings, reserved bits, opcodes and fragmentation. */
import { binary, echoed, failed, more, octets, ping, pong, text, wantBinary, wantPong, wantText } from './case.ts';
import { frame, type FrameOptions } from './raw-client.ts';
import type { Case } from './case.ts';

const HELLO = 'Hello, world!';
const BYTES = Buffer.from('00fffefdfcfb00ff', 'hex');
const PROTOCOL_ERROR = 1002;
const NOT_FINAL: FrameOptions = { isFinal: false };

const SIZES = [0, 125, 126, 127, 128, 65_535, 65_536];
const stars = (length: number) => Buffer.alloc(length, '*');
const others = (length: number) => Buffer.alloc(length, 0xfe);

const framing: Case[] = [
  ...SIZES.map((size, at) => echoed(`1.1.${at + 1}`, `text of ${size}`, [text(stars(size))], wantText(stars(size)))),
  echoed(
    '1.1.8',
    'text of 65536 in chops of 997',
    [{ chops: text(stars(65_536)), size: 997 }],
    wantText(stars(65_536)),
  ),
  ...SIZES.map((size, at) =>
    echoed(`1.2.${at + 1}`, `binary of ${size}`, [binary(others(size))], wantBinary(others(size))),
  ),
  echoed(
    '1.2.8',
    'binary of 65536 in chops of 997',
    [{ chops: binary(others(65_536)), size: 997 }],
    wantBinary(others(65_536)),
  ),
];

const TEN = Array.from({ length: 10 }, (_, index) => `payload-${index}`);

const pings: Case[] = [
  echoed('2.1', 'ping', [ping()], wantPong()),
  echoed('2.2', 'ping with text', [ping(HELLO)], wantPong(HELLO)),
  echoed('2.3', 'ping with bytes', [ping(BYTES)], wantPong(BYTES)),
  echoed('2.4', 'ping of 125', [ping(others(125))], wantPong(others(125))),
  failed('2.5', 'ping of 126', PROTOCOL_ERROR, ping(others(126))),
  echoed('2.6', 'ping of 125 in octets', [octets(ping(others(125)))], wantPong(others(125))),
  echoed('2.7', 'pong that nothing asked for', [pong()]),
  echoed('2.8', 'pong with text that nothing asked for', [pong('unsolicited pong payload')]),
  echoed(
    '2.9',
    'such a pong, then a ping',
    [pong('unsolicited pong payload'), ping('ping payload')],
    wantPong('ping payload'),
  ),
  echoed('2.10', 'ten pings', [Buffer.concat(TEN.map((each) => ping(each)))], ...TEN.map(wantPong)),
  echoed('2.11', 'ten pings in octets', [octets(...TEN.map((each) => ping(each)))], ...TEN.map(wantPong)),
];

/** A text that is echoed if there is time, something wrong, and a ping that is not answered. */
function afterText(id: string, about: string, wrong: Buffer, areOctets = false): Case {
  const frames = [text(HELLO), wrong, ping()];
  const steps = areOctets ? [octets(...frames)] : frames;
  return { id, about, steps, wanted: [wantText(HELLO)], end: PROTOCOL_ERROR, mayMissEcho: true };
}

const reserved: Case[] = [
  failed('3.1', 'text with RSV 1', PROTOCOL_ERROR, text(HELLO, { reserved: 1 })),
  afterText('3.2', 'text, then RSV 2', text(HELLO, { reserved: 2 })),
  afterText('3.3', 'text, then RSV 3', text(HELLO, { reserved: 3 })),
  afterText('3.4', 'text, then RSV 4, in octets', text(HELLO, { reserved: 4 }), true),
  failed('3.5', 'binary with RSV 5', PROTOCOL_ERROR, binary(BYTES, { reserved: 5 })),
  failed('3.6', 'ping with RSV 6', PROTOCOL_ERROR, ping(HELLO, { reserved: 6 })),
  failed('3.7', 'Close with RSV 7', PROTOCOL_ERROR, frame(8, '', { reserved: 7 })),
];

const opcodes: Case[] = [3, 11].flatMap((first, group) => [
  failed(`4.${group + 1}.1`, `opcode ${first}`, PROTOCOL_ERROR, frame(first)),
  failed(`4.${group + 1}.2`, `opcode ${first + 1} with a payload`, PROTOCOL_ERROR, frame(first + 1, 'reserved opcode')),
  afterText(`4.${group + 1}.3`, `text, then opcode ${first + 2}`, frame(first + 2)),
  afterText(`4.${group + 1}.4`, `text, then opcode ${first + 3} with a payload`, frame(first + 3, HELLO)),
  afterText(`4.${group + 1}.5`, `text, then opcode ${first + 4}, in octets`, frame(first + 4, HELLO), true),
]);

const TWO = [text('fragment1', NOT_FINAL), more('fragment2')];
const BOTH = wantText('fragment1fragment2');
const PING_BETWEEN = [TWO[0]!, ping('ping payload'), TWO[1]!];
const NOTHING_CONTINUED = [true, false].flatMap((isFinal, group) => {
  const frames = [more('non-continuation payload', { isFinal }), text(HELLO)];
  const about = `a continuation of nothing with FIN ${isFinal}`;
  const id = (at: number) => `5.${9 + 3 * group + at}`;
  return [
    failed(id(0), about, PROTOCOL_ERROR, Buffer.concat(frames)),
    failed(id(1), `${about}, by frames`, PROTOCOL_ERROR, ...frames),
    failed(id(2), `${about}, in octets`, PROTOCOL_ERROR, octets(...frames)),
  ];
});
const FIVE = ['fragment1', 'fragment2', 'fragment3', 'fragment4', 'fragment5'];
const PINGS_BETWEEN = [
  text(FIVE[0]!, NOT_FINAL),
  more(FIVE[1]!, NOT_FINAL),
  ping('pongme 1!'),
  'settle' as const,
  more(FIVE[2]!, NOT_FINAL),
  more(FIVE[3]!, NOT_FINAL),
  ping('pongme 2!'),
  more(FIVE[4]!),
];

const fragmentation: Case[] = [
  failed('5.1', 'ping in two fragments', PROTOCOL_ERROR, ping('fragment1', NOT_FINAL), more('fragment2')),
  failed('5.2', 'pong in two fragments', PROTOCOL_ERROR, pong('fragment1', NOT_FINAL), more('fragment2')),
  echoed('5.3', 'text in two fragments', [Buffer.concat(TWO)], BOTH),
  echoed('5.4', 'the same by frames', TWO, BOTH),
  echoed('5.5', 'the same in octets', [octets(...TWO)], BOTH),
  echoed('5.6', 'a ping between', [Buffer.concat(PING_BETWEEN)], wantPong('ping payload'), BOTH),
  echoed('5.7', 'the same by frames', PING_BETWEEN, wantPong('ping payload'), BOTH),
  echoed('5.8', 'the same in octets', [octets(...PING_BETWEEN)], wantPong('ping payload'), BOTH),
  ...NOTHING_CONTINUED,
  {
    id: '5.15',
    about: 'text in two fragments, then a continuation of nothing',
    steps: [Buffer.concat([...TWO, more('fragment3', NOT_FINAL), text('fragment4')])],
    wanted: [BOTH],
    end: PROTOCOL_ERROR,
    mayMissEcho: true,
  },
  ...[false, true].map((isFinal, at) =>
    failed(
      `5.${16 + at}`,
      `twice a continuation of nothing with FIN ${isFinal}, then text`,
      PROTOCOL_ERROR,
      ...[1, 2].flatMap(() => [more('fragment1', { isFinal }), text('fragment2', NOT_FINAL), more('fragment3')]),
    ),
  ),
  failed('5.18', 'two text frames as fragments', PROTOCOL_ERROR, text('fragment1', NOT_FINAL), text('fragment2')),
  echoed('5.19', 'five fragments with two pings', PINGS_BETWEEN, wantPong('pongme 1!'), wantPong('pongme 2!'), wantText(FIVE.join(''))), // prettier-ignore
  echoed(
    '5.20',
    'the same, each frame when the one before was read',
    PINGS_BETWEEN.flatMap((step) => (step === 'settle' ? [step] : [step, 'settle' as const])),
    wantPong('pongme 1!'),
    wantPong('pongme 2!'),
    wantText(FIVE.join('')),
  ),
];

export const FRAMING_CASES: readonly Case[] = [...framing, ...pings, ...reserved, ...opcodes, ...fragmentation];
