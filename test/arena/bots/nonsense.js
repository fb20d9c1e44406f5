// Answers, and says what makes no sense.
import { play, turning } from './lockstep-bot.js';

const START = 11;

play((tick, send) => {
  if (tick >= 300) send(START);
  return turning(tick);
});
