import { connect } from 'node:net';
import { frame } from '../../../protocol/examples/bot.js';
import { play, turning } from '../../../tools/bench/lockstep/node-bot.js';

const HELLO = 1;
const JOIN = 3;

// By the code of the room, and by the code that a seat has elsewhere, with a seed of its own.
const [host, port] = process.argv.slice(2);
const socket = connect({ host, port: Number(port), noDelay: true });
for (const message of [
  [HELLO, 2, 'Thief', 'bot', ''],
  [JOIN, 'SEAAB', '7', 60],
  [JOIN, 'ARENA', '7', 60],
]) {
  socket.write(frame(message));
}
socket.end();
// The server has handled all of it when it closes.
socket.resume().on('close', () => play(turning));
