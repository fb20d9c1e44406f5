/** Group 7: how a connection is closed. */
import { echoed, failed, more, ping, text, wantText, type Case } from './case.ts';
import { closeFrame, frame, OPCODES } from './raw-client.ts';

const NORMAL = 1000;
const PROTOCOL_ERROR = 1002;
const NOT_UTF8 = 1007;
const INVALID = Buffer.from('cebae1bdb9cf83cebcceb5eda080656469746564', 'hex');

/** The codes that may be sent, and some that may not. */
const VALID_CODES = [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999];
const INVALID_CODES = [0, 999, 1004, 1005, 1006, 1016, 1100, 2000, 2999];

export const CLOSE_CASES: readonly Case[] = [
  echoed('7.1.1', 'text, then Close', [text('Hello World!')], wantText('Hello World!')),
  failed('7.1.2', 'Close twice', NORMAL, closeFrame(NORMAL), closeFrame(NORMAL)),
  failed('7.1.3', 'a ping after Close', NORMAL, closeFrame(NORMAL), ping()),
  failed('7.1.4', 'a text after Close', NORMAL, closeFrame(NORMAL), text('Hello World!')),
  failed('7.1.5', 'Close within a text', NORMAL, text('fragment1', { isFinal: false }), closeFrame(NORMAL), more('fragment2')), // prettier-ignore
  {
    id: '7.1.6',
    about: '256 KiB, a text, Close, a ping',
    steps: [text(Buffer.alloc(256 * 1024, 'BAsd7&jh23')), text('Hello World!'), closeFrame(NORMAL), ping()],
    wanted: [wantText(Buffer.alloc(256 * 1024, 'BAsd7&jh23')), wantText('Hello World!')],
    end: NORMAL,
    mayMissEcho: true,
  },
  { id: '7.3.1', about: 'Close without a code', steps: [frame(OPCODES.close)], wanted: [], end: 'no code' },
  failed('7.3.2', 'Close with one byte', PROTOCOL_ERROR, frame(OPCODES.close, 'a')),
  failed('7.3.3', 'Close with a code', NORMAL, closeFrame(NORMAL)),
  failed('7.3.4', 'Close with a reason', NORMAL, closeFrame(NORMAL, 'Hello World!')),
  failed('7.3.5', 'Close with the longest reason', NORMAL, closeFrame(NORMAL, '*'.repeat(123))),
  failed('7.3.6', 'Close with a longer reason', PROTOCOL_ERROR, closeFrame(NORMAL, '*'.repeat(124))),
  failed('7.5.1', 'Close whose reason is not UTF-8', NOT_UTF8, closeFrame(NORMAL, INVALID)),
  ...VALID_CODES.map((code, at) => failed(`7.7.${at + 1}`, `Close with ${code}`, code, closeFrame(code))),
  ...INVALID_CODES.map((code, at) => failed(`7.9.${at + 1}`, `Close with ${code}`, PROTOCOL_ERROR, closeFrame(code))),
  failed('7.13.1', 'Close with 5000', PROTOCOL_ERROR, closeFrame(5000)),
  failed('7.13.2', 'Close with 65535', PROTOCOL_ERROR, closeFrame(65_535)),
];
