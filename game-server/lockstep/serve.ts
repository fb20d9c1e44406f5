// Several games in lockstep for clients that others start, such as the environments of a learning program. Each game has a
// port of its own, and plays match after match.

import type { AiSkill, ModeName } from '#simulation';
import type { Logger } from '../ops/log.ts';
import { SeatPlan } from '../rooms/seat-plan.ts';
import { LockstepGame } from './lockstep-game.ts';
import { matchSeed } from './match-seed.ts';

export interface LockstepServerOptions {
  readonly host: string;
  /** Of the first game, the next ones follow; 0 for any. */
  readonly port: number;
  readonly games: number;
  readonly mode: ModeName;
  readonly seats: number;
  /** The first seats are for clients, the others belong to the AI. */
  readonly players: number;
  readonly fill: AiSkill;
  readonly seed: number;
  /** Null to wait without limit. */
  readonly thinkMs: number | null;
  readonly matchTicksMax: number;
  readonly frightTable: Uint8Array;
}

/** What clients need to connect. It is printed as JSON. */
export interface LockstepAddress {
  readonly port: number;
  /** The code that a client joins by, for each seat of a client. */
  readonly codes: readonly string[];
}

export interface LockstepServer {
  readonly games: readonly LockstepAddress[];
  close(): Promise<void>;
}

/** @throws if a port cannot be opened, or RangeError if the mode has no such number of seats */
export async function serveLockstep(options: LockstepServerOptions, log: Logger): Promise<LockstepServer> {
  const { games, seats, players, fill, port: firstPort, seed } = options;
  const running: LockstepGame[] = [];
  const addresses: LockstepAddress[] = [];
  const close = async () => void (await Promise.all(running.map((game) => game.close())));
  try {
    for (let index = 0; index < games; index++) {
      const plan = new SeatPlan(
        Array.from({ length: seats }, (_, seat) => ({ name: `Seat ${seat}`, skill: seat < players ? null : fill })),
        (match) => matchSeed(seed, index, match),
      );
      const port = firstPort === 0 ? 0 : firstPort + index;
      const events = { finished() {}, failed: () => log.error({ game: index }, 'the game has failed') };
      const started = await LockstepGame.listen({ ...options, port, plan, log }, events);
      running.push(started.game);
      addresses.push({
        port: started.port,
        codes: Array.from({ length: players }, (_, seat) => plan.codeOf(seat)),
      });
    }
  } catch (error) {
    await close();
    throw error;
  }
  return { games: addresses, close };
}
