// A bot that answers each snapshot and looks at nothing: what the server and Node take beside a brain. Tests make others of it.
// node tools/bench/lockstep/node-bot.js HOST PORT CODE

import { connect } from 'node:net';
import { decode, frame } from '../../../protocol/examples/bot.js';

const HELLO = 1;
const JOIN = 3;
const INPUT = 6;
const PING = 7;
const WELCOME = 64;
const SNAPSHOT = 66;
const BYE = 72;

/**
 * Joins where the arguments say, and answers.
 * @param {(tick: number, send: (...message: unknown[]) => void, socket: import('node:net').Socket) => number | null | undefined} decide
 *   returns a direction, null for none, or undefined to send no answer
 */
export function play(decide) {
  const [host, port, code] = process.argv.slice(2);
  const socket = connect({ host, port: Number(port), noDelay: true });
  const send = (...message) => socket.write(frame(message));
  let sequence = 0;
  let bytes = Buffer.alloc(0);
  const take = ([type, ...fields]) => {
    if (type === WELCOME) send(JOIN, code, '', 60);
    if (type === BYE) socket.end();
    if (type !== SNAPSHOT) return;
    const direction = decide(fields[0], send, socket);
    if (direction === null) send(PING, 0, fields[0]);
    else if (direction !== undefined) send(INPUT, ++sequence, 0, direction, fields[0]);
  };
  socket.on('connect', () => send(HELLO, 2, 'Bot', 'bot', ''));
  socket.on('error', () => {});
  socket.on('data', (chunk) => {
    bytes = bytes.length === 0 ? chunk : Buffer.concat([bytes, chunk]);
    while (bytes.length >= 4 && bytes.length >= 4 + bytes.readUInt32BE()) {
      const end = 4 + bytes.readUInt32BE();
      take(decode(bytes.subarray(4, end)));
      bytes = bytes.subarray(end);
    }
  });
}

/** Another direction every 16 ticks, the same ones in each game. */
export function turning(tick) {
  return tick % 16 === 0 ? (Math.imul(tick, 0x9e37_79b1) >>> 9) % 4 : null;
}

if (process.argv[1] === import.meta.filename) play(turning);
