// Sends a thousand pings at once.
import { play, turning } from './lockstep-bot.js';

play((tick, send) => {
  if (tick === 300) for (let i = 0; i < 1000; i++) send(7, 0, tick - 1);
  return turning(tick);
});
