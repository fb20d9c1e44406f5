// Leaves out one answer, and goes on.
import { play, turning } from '../../../tools/bench/lockstep/node-bot.js';

play((tick) => (tick === 300 ? undefined : turning(tick)));
