import { play, turning } from '../../../tools/bench/lockstep/node-bot.js';

play((tick) => {
  if (tick === 300) throw new Error('no idea what to do at tick 300');
  return turning(tick);
});
