// Answers nothing from a tick on.
import { play, turning } from '../../../tools/bench/lockstep/node-bot.js';

play((tick) => (tick < 300 ? turning(tick) : undefined));
