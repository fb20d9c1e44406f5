// The program of a process that plays games of an arena. It ends with the process that has started it.

import { createLog } from '#process';
import type { ArenaPlan } from './arena-plan.ts';
import { GamePlayer } from './play-game.ts';
import type { Answer, Order } from './workers.ts';

let player: GamePlayer | null = null;

process.on('message', (order: Order) => {
  if (order === 'end') void player!.close().then(() => process.exit());
  else if ('plan' in order) player = new GamePlayer(planOf(order.plan), createLog('arena', 'silent'));
  else void play(order.game);
});
// Ctrl-C reaches all processes of the terminal; the first one decides what follows.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => {});
process.once('disconnect', () => {
  player?.kill();
  process.exit();
});

async function play(game: number): Promise<void> {
  const answer: Answer = await player!.play(game).then(
    (result) => ({ result }),
    (error: unknown) => ({ error: error instanceof Error ? error.message : String(error) }),
  );
  // When the process has ended that asked for it, `disconnect` follows.
  process.send?.(answer, () => {});
}

/** What a message has made of it. */
function planOf(plan: ArenaPlan): ArenaPlan {
  return { ...plan, frightTable: plan.frightTable === null ? null : Uint8Array.from(plan.frightTable) };
}
