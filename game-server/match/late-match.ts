// A match as it was some ticks ago, for watchers who see more than the players do. It is played a second time, from the log
// that is recorded of it: so every maze, view and rate can be seen late, and no pictures are kept for that. While the match
// stands still, the late one does too: in a pause it would come to the present, and show players what the match hides.

import {
  createMatch,
  stepMatch,
  type Input,
  type LogReader,
  type Match as Worlds,
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
  private serverTick: number;
  private readonly inputs: Input[] = [];

  /**
   * @param recorder of the match
   * @param tick that of the match at `serverTick`
   */
  constructor(match: Worlds, recorder: ReplayRecorder, delayTicks: number, serverTick: number, tick: number) {
    this.worlds = createMatch(match.settings);
    this.recorder = recorder;
    this.delayTicks = delayTicks;
    this.serverTick = serverTick;
    this.extraTicks = Math.min(EXTRA_TICKS_MAX, Math.ceil(EXTRA_WORLD_TICKS / match.worlds.length));
    this.targetTick = Math.max(0, tick - delayTicks);
    this.begin();
  }

  /**
   * A tick of the server has passed.
   * @param tick that of the match now
   * @param isOver whether the match has ended: the rest of it is seen as the ticks of the server pass
   * @param stepped is called after each tick of the late match
   */
  pass(serverTick: number, tick: number, isOver: boolean, stepped: () => void): void {
    const passedTicks = serverTick - this.serverTick;
    this.serverTick = serverTick;
    this.targetTick = isOver
      ? Math.min(tick, this.targetTick + passedTicks)
      : Math.max(this.targetTick, tick - this.delayTicks);
    if (this.reader === null) this.begin();
    const stepsMax = Math.min(passedTicks, PASSED_TICKS_MAX) + this.extraTicks;
    for (let i = 0; i < stepsMax && this.worlds.tick < this.targetTick && this.reader !== null; i++) {
      this.step(this.reader, stepped);
    }
  }

  private begin(): void {
    this.reader = this.recorder.rewind(this.worlds, this.targetTick);
  }

  private step(reader: LogReader, stepped: () => void): void {
    this.inputs.length = 0;
    // A match with more inputs than its log holds stands still from here on.
    if (!reader.take(this.worlds.tick + 1, this.inputs)) return;
    stepMatch(this.worlds, this.inputs);
    stepped();
  }
}
