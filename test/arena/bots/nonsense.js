// Answers, and says what makes no sense.
import { play, turning } from '../../../tools/bench/lockstep/node-bot.js';

const START = 11;

play((tick, send, socket) => {
  if (tick >= 300) {
    // In one piece with the answer: which of two pieces the server reads first would decide in which tick the seat is lost.
    socket.cork();
    send(START);
    process.nextTick(() => socket.uncork());
  }
  return turning(tick);
});
