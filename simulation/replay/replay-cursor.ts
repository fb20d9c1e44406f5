// Plays a replay: the match at any of its ticks.

import type { Events } from '../events.ts';
import { readInputs } from '../log-piece.ts';
import type { Match } from '../match.ts';
import { setWordsOfMatch, wordsOfMatch } from '../match-words.ts';
import type { ModeRules } from '../modes/mode-rules.ts';
import { MODES } from '../modes/modes.ts';
import { matchOf, type Replay } from './replay.ts';
import { stepMatch, type Input } from '../step.ts';
import type { World } from '../world.ts';

/** Words from which the match can go on. */
interface Place {
  readonly tick: number;
  readonly words: ArrayLike<number>;
}

/**
 * A place in a replay. `seek` continues from the nearest checkpoint before it, so it takes no longer than the ticks since
 * then, and the match goes on as it did when it was played.
 */
export class ReplayCursor {
  readonly replay: Replay;
  /** The match at `tick`. Its events are those of the last tick that was stepped. */
  readonly match: Match;
  private readonly start: Place;
  private readonly inputs: Input[] = [];
  /** The first piece of the log after `tick`. */
  private nextPiece = 0;

  /**
   * Begins at tick 0.
   * @param replay of any origin, if `replayFrom` has checked it
   * @param modes those that can be played
   * @throws RangeError for a replay of other rules, or a mode that is not among `modes`
   */
  constructor(replay: Replay, modes: readonly ModeRules[] = MODES) {
    this.replay = replay;
    this.match = matchOf(replay, modes);
    this.start = { tick: 0, words: wordsOfMatch(this.match) };
  }

  get tick(): number {
    return this.match.tick;
  }

  /** The last tick. A replay that ends with a failure has one more, which threw. */
  get ticks(): number {
    const { ticks, failure } = this.replay;
    return failure === undefined ? ticks : ticks + 1;
  }

  /** Goes on by one tick. @returns false at the end. @throws the failure that ended the match, if it still happens */
  step(): boolean {
    const { tick } = this;
    if (tick >= this.ticks) return false;
    const { log } = this.replay;
    this.inputs.length = 0;
    if (log[this.nextPiece]?.[0] === tick + 1) readInputs(log[this.nextPiece++]![1], this.inputs);
    stepMatch(this.match, this.inputs);
    return true;
  }

  /**
   * Goes to a tick, forward or back. The events are those of that tick.
   * @param tick a whole number. Before the match is its start, after it its end.
   */
  seek(tick: number): void {
    const target = Math.max(0, Math.min(tick, this.ticks));
    if (target === this.tick) return;
    const from = this.checkpointBefore(target);
    if (target < this.tick || from.tick > this.tick) this.restore(from);
    while (this.tick < target) this.step();
  }

  /** The last checkpoint before a tick, or the start. The tick itself is always stepped, for its events. */
  private checkpointBefore(tick: number): Place {
    const { checkpoints } = this.replay;
    let low = 0;
    let high = checkpoints.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (checkpoints[middle]!.tick < tick) low = middle + 1;
      else high = middle;
    }
    return checkpoints[low - 1] ?? this.start;
  }

  private restore({ tick, words }: Place): void {
    setWordsOfMatch(this.match, words);
    for (const events of this.match.events) events.clear();
    this.nextPiece = firstAfter(this.replay.log, tick);
  }
}

/** The index of the first piece after a tick. */
function firstAfter(log: Replay['log'], tick: number): number {
  let low = 0;
  let high = log.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (log[middle]![0] <= tick) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** What `playReplay` yields after each tick: always the same objects. */
export interface Played {
  readonly match: Match;
  /** The first world of the match, and what happened in it. */
  readonly world: World;
  readonly events: Events;
}

/** Plays a replay, tick by tick. Parameters and errors are those of ReplayCursor. */
export function* playReplay(replay: Replay, modes?: readonly ModeRules[]): Generator<Played> {
  const cursor = new ReplayCursor(replay, modes);
  const { match } = cursor;
  while (cursor.step()) yield { match, world: match.worlds[0]!, events: match.events[0]! };
}
