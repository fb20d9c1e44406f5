// Plays a list of matches on several threads.

import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { MatchList, PlayedMatch } from './matches.ts';

/** Matches of one piece of work: small, so that all threads end at about the same time. */
const PIECE_MATCHES = 20;

/** @returns the matches in the order of their numbers */
export async function playOnThreads(list: MatchList): Promise<PlayedMatch[]> {
  const pieces: MatchList[] = [];
  for (let from = list.from; from < list.to; from += PIECE_MATCHES) {
    pieces.push({ ...list, from, to: Math.min(from + PIECE_MATCHES, list.to) });
  }
  const played: PlayedMatch[][] = [];
  let next = 0;
  await Promise.all(
    Array.from({ length: Math.min(availableParallelism(), pieces.length) }, async () => {
      const worker = new Worker(new URL('./thread.js', import.meta.url));
      try {
        while (next < pieces.length) {
          const piece = next++;
          played[piece] = await answer(worker, pieces[piece]!);
        }
      } finally {
        await worker.terminate();
      }
    }),
  );
  return played.flat();
}

function answer(worker: Worker, piece: MatchList): Promise<PlayedMatch[]> {
  return new Promise((resolve, reject) => {
    worker.once('message', (played: PlayedMatch[]) => {
      worker.off('error', reject);
      resolve(played);
    });
    worker.once('error', reject);
    worker.postMessage(piece);
  });
}
