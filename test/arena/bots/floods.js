// Sends a thousand pings at once.
import { play, turning } from '../../../tools/bench/lockstep/node-bot.js';

play((tick, send) => {
  if (tick === 300) for (let i = 0; i < 1000; i++) send(7, 0, tick - 1);
  return turning(tick);
});
