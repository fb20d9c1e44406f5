import { play, turning } from '../../../tools/bench/lockstep/node-bot.js';

const LEAVE = 5;

play((tick, send) => {
  if (tick === 300) {
    send(LEAVE);
    return undefined;
  }
  return turning(tick);
});
