// Answers, and says what makes no sense.
import { play, turning } from '../../../tools/bench/lockstep/node-bot.js';

const START = 11;

play((tick, send) => {
  if (tick >= 300) send(START);
  return turning(tick);
});
