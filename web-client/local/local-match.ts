// A match that is played in the page, without a server, by the same rules. The stage draws it as any other match.

import { PHASE, TICKS_PER_SECOND, type Direction, type MatchSettings, type World } from '#simulation';
import { Playback } from '../replay/playback.ts';
import { LocalTimeline, type LocalSeat } from './local-timeline.ts';

export { type LocalSeat } from './local-timeline.ts';

/** Speeds that a player may choose: slower ones are for practice. */
export const LOCAL_SPEEDS = [1, 0.75, 0.5] as const;

/** The most that one frame plays, in milliseconds: after a longer gap the match goes on where it was, and is not played fast. */
const FRAME_MS_MAX = 100;

export interface LocalMatchGiven {
  /** Of a mode with one maze, from `matchSettings`. */
  readonly settings: MatchSettings;
  /** One for each seat. */
  readonly seats: readonly LocalSeat[];
  /** The seat that is marked, and whose view is shown; -1 for none. */
  readonly seat: number;
  /** Seconds that can be taken back, `REWIND_TICKS_MAX` ticks at most. */
  readonly rewindSeconds?: number;
  /** Whether `replay` can make a replay of it. */
  readonly records?: boolean;
  /** Called when the rules throw an error. */
  readonly broke?: (error: unknown) => void;
}

export class LocalMatch extends Playback {
  override readonly viewer: number;
  private readonly played: LocalTimeline;

  /** Stands still until `play`. @throws RangeError for settings that cannot be played in a page */
  constructor({ settings, seats, seat, rewindSeconds = 0, records = false, broke }: LocalMatchGiven) {
    const timeline = new LocalTimeline(settings, seats, rewindSeconds * TICKS_PER_SECOND, records);
    super(timeline, broke, FRAME_MS_MAX);
    this.played = timeline;
    this.viewer = seat;
    this.seat = seat;
  }

  get world(): World {
    return this.played.world;
  }

  get isOver(): boolean {
    return this.world.phase === PHASE.over;
  }

  /** The match up to now as the text of a replay file; null if it was not recorded. It is not recorded any further. */
  replay(): string | null {
    return this.played.replay();
  }

  /** A direction for the next tick of a seat that a player steers. */
  steer(seat: number, direction: Direction): void {
    this.played.steer(seat, direction);
  }

  /** Plays so many ticks at once. What happens in them is not reported. */
  skip(ticks: number): void {
    for (let i = 0; i < ticks; i++) this.played.next();
    this.seek(this.tick);
  }

  /** Goes back by so many seconds, or as far as is known, and stands still there. */
  rewind(seconds: number): void {
    this.pause();
    this.seek(this.tick - seconds * TICKS_PER_SECOND);
  }
}
