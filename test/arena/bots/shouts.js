// Fills standard output.
import { play, turning } from '../../../tools/bench/lockstep/node-bot.js';

const line = `${'x'.repeat(1023)}\n`;

play((tick) => {
  if (tick > 60) for (let i = 0; i < 512; i++) process.stdout.write(line);
  return turning(tick);
});
