// A thread of `npm run balance`: plays the matches that it is sent.

import { parentPort } from 'node:worker_threads';
import { playMatches, type MatchList } from './matches.ts';

parentPort!.on('message', (list: MatchList) => parentPort!.postMessage(playMatches(list)));
