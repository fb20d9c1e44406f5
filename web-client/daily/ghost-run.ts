// The best run of a match that is played again beside the player's own: its replay, kept at the tick of the own match. It knows
// neither Phaser nor DOM.

import type { Replay, World } from '#simulation';
import { OWN_RULES, type ReplayRules } from '../replay/old-rules.ts';

/** Ticks that are played in one frame at most: less than a millisecond. A run that is behind catches up over some frames. */
const TICKS_PER_FRAME = 100;
/** So many ticks back the own match may go, as a prediction does, without the run going back too. */
const BACK_TICKS_MAX = 60;

/** The worlds of a run that has caught up, to be drawn. */
export interface GhostRunShown {
  readonly world: World;
  /** One tick earlier. */
  readonly before: World;
}

export class GhostRun {
  private readonly rules: ReplayRules;
  private readonly cursor: InstanceType<ReplayRules['ReplayCursor']>;
  private readonly before: World;
  private hasFailed = false;

  /** @param replay of one maze, checked by `replayFrom` of these rules */
  constructor(replay: Replay, rules: ReplayRules = OWN_RULES) {
    this.rules = rules;
    this.cursor = new rules.ReplayCursor(replay);
    this.before = rules.cloneWorld(this.world);
  }

  /**
   * Moves on towards a tick. To be called once a frame.
   * @returns null while it is behind, after its end, and after an error of the rules
   */
  at(tick: number): GhostRunShown | null {
    const { cursor } = this;
    if (this.hasFailed || tick > cursor.replay.ticks) return null;
    try {
      if (tick < cursor.tick - BACK_TICKS_MAX) this.goBackTo(tick);
      for (let i = 0; i < TICKS_PER_FRAME && cursor.tick < tick; i++) {
        this.rules.copyWorld(this.before, this.world);
        cursor.step();
      }
    } catch {
      this.hasFailed = true;
      return null;
    }
    return cursor.tick < tick ? null : { world: this.world, before: this.before };
  }

  private get world(): World {
    return this.cursor.match.worlds[0]!;
  }

  /** To a checkpoint before it: the rest follows frame by frame. */
  private goBackTo(tick: number): void {
    const checkpoint = this.cursor.replay.checkpoints.findLast((each) => each.tick < tick)?.tick ?? 0;
    this.cursor.seek(checkpoint);
    this.rules.copyWorld(this.before, this.world);
  }
}
