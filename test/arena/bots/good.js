import { play, turning } from '../../../tools/bench/lockstep/node-bot.js';

play(turning);
