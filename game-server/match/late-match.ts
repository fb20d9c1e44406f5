// A match as it was some ticks ago, for watchers who see more than the players do. It is played a second time, from the log
// that is recorded of it: so every maze, view and rate can be seen late, and no pictures are kept for that. While the match
// stands still, the late one does too: in a pause it would come to the present, and show players what the match hides.

import {
  createMatch,
  stepMatch,
  type Input,
  type LogReader,
  type Match as Worlds,
  type RecordedLate,
  type ReplayRecorder,
} from '#simulation';

/**
 * World ticks that are stepped for each tick of the server beside the one that has passed, while the late match is behind: it
 * begins in the middle, up to a checkpoint behind.
 */
const EXTRA_WORLD_TICKS = 192;
const EXTRA_TICKS_MAX = 7;
/** The longest time between two calls while the match runs, at 10 snapshots a second, and some more. */
const PASSED_TICKS_MAX = 8;

export class LateMatch {
  /** The match as it is seen. Until it can be played up to the right tick it stands at its start. */
  readonly worlds: Worlds;
  private readonly recorder: ReplayRecorder;
  private readonly delayTicks: number;
  /** Null while what happened so long ago is not recorded: a match of an earlier process. */
  private reader: LogReader | null = null;
  /** The tick of the match that may be seen. */
  private targetTick: number;
  private readonly extraTicks: number;
  /** Null before the first one that has passed. */
  private serverTick: number | null = null;
  private readonly inputs: Input[] = [];

  /**
   * @param recorder of the match
   * @param targetTick the tick of it that may be seen
   */
  constructor(match: Worlds, recorder: ReplayRecorder, delayTicks: number, targetTick: number) {
    this.worlds = createMatch(match.settings);
    this.recorder = recorder;
    this.delayTicks = delayTicks;
    this.extraTicks = Math.min(EXTRA_TICKS_MAX, Math.ceil(EXTRA_WORLD_TICKS / match.worlds.length));
    this.targetTick = targetTick;
    this.begin();
  }

  /** For another process that goes on with the match; null while it stands at its start, or for good. */
  get recorded(): RecordedLate | null {
    return this.reader === null ? null : this.recorder.late(this.worlds, this.reader);
  }

  /**
   * A tick of the server has passed.
   * @param tick that of the match now
   * @param isOver whether the match has ended: the rest of it is seen as the ticks of the server pass
   * @param stepped is called after each tick of the late match
   */
  pass(serverTick: number, tick: number, isOver: boolean, stepped: () => void): void {
    const passedTicks = this.serverTick === null ? 1 : serverTick - this.serverTick;
    this.serverTick = serverTick;
    this.moveTarget(isOver ? Math.min(tick, this.targetTick + passedTicks) : tick - this.delayTicks);
    const stepsMax = Math.min(passedTicks, PASSED_TICKS_MAX) + this.extraTicks;
    for (let i = 0; i < stepsMax && this.worlds.tick < this.targetTick && this.step(); i++) stepped();
  }

  /**
   * A viewer has seen this tick already: steps up to it at once.
   * @param tick that of the match now
   * @param isOver whether the match has ended; then the viewer may have seen more than `delayTicks` before that
   * @returns whether it has moved on
   */
  catchUp(seenTick: number, tick: number, isOver: boolean): boolean {
    this.moveTarget(isOver ? Math.min(tick, seenTick) : tick - this.delayTicks);
    const from = this.worlds.tick;
    while (this.worlds.tick < Math.min(seenTick, this.targetTick) && this.step());
    return this.worlds.tick > from;
  }

  private moveTarget(tick: number): void {
    this.targetTick = Math.max(this.targetTick, tick);
    if (this.reader === null) this.begin();
  }

  private begin(): void {
    this.reader = this.recorder.rewind(this.worlds, this.targetTick);
  }

  /** @returns false while it stands still: for good in a match with more inputs than its log holds */
  private step(): boolean {
    this.inputs.length = 0;
    if (this.reader?.take(this.worlds.tick + 1, this.inputs) !== true) return false;
    stepMatch(this.worlds, this.inputs);
    return true;
  }
}
