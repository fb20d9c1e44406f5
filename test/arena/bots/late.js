// Answers nothing from a tick on.
import { play, turning } from './lockstep-bot.js';

play((tick) => (tick < 300 ? turning(tick) : undefined));
