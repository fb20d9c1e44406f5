// The log of a match, as a server sends it: the real rules run here, and every tick gives the piece that is due.

import { LOG_HASH_TICKS, LOG_INTERVAL_TICKS, type ServerMessage } from '#protocol';
import {
  EVENT,
  EVENT_LENGTH,
  cloneWorld,
  hashWorld,
  matchOfWorld,
  PHASE,
  stepMatch,
  writeInputs,
  type Input,
  type Match,
  type World,
} from '#simulation';

export type Piece = ServerMessage & { readonly type: 'log' };

export class LogSource {
  /** All events so far, except for eaten dots. */
  readonly events: number[] = [];
  private readonly match: Match;
  private quietTicks = 0;

  /** @param world copied */
  constructor(world: World) {
    this.match = matchOfWorld(cloneWorld(world));
  }

  get world(): World {
    return this.match.worlds[0]!;
  }

  /** Runs one tick, unless the match is over. @returns its piece; null if none is due */
  tick(...inputs: readonly Input[]): Piece | null {
    const { world } = this;
    if (world.phase === PHASE.over) return null;
    stepMatch(this.match, inputs);
    this.note();
    const isHashed = world.tick % LOG_HASH_TICKS === 0;
    const isLast = world.phase === PHASE.over;
    if (inputs.length === 0 && !isHashed && !isLast && ++this.quietTicks < LOG_INTERVAL_TICKS) return null;
    this.quietTicks = 0;
    const numbers: number[] = [];
    writeInputs(inputs, numbers);
    return { type: 'log', tick: world.tick, inputs: numbers, hash: isHashed ? hashWorld(world) : 0 };
  }

  /** Runs ticks without inputs. @returns their pieces */
  run(ticks: number): Piece[] {
    return Array.from({ length: ticks }, () => this.tick()).filter((piece) => piece !== null);
  }

  private note(): void {
    const { words, count } = this.match.events[0]!;
    for (let at = 0; at < count * EVENT_LENGTH; at += EVENT_LENGTH) {
      if (words[at] !== EVENT.dotEaten) this.events.push(...words.subarray(at, at + EVENT_LENGTH));
    }
  }
}
