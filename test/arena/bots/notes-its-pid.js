// Writes its process id into a file, and goes on after the end of its connection.
import { appendFileSync } from 'node:fs';
import { play, turning } from '../../../tools/bench/lockstep/node-bot.js';

const [file] = process.argv.splice(2, 1);
appendFileSync(file, `${process.pid}\n`);
play(turning);
setInterval(() => {}, 1000);
