import { play, turning } from './lockstep-bot.js';

play(turning);
