// Records the matches that a bot plays, as replays. The match log has all inputs; a match that was running when the bot joined,
// or of which a piece was missed, has no replay.

import { MatchModel, type Joined, type Outcome, type Results, type Update } from '#client';
import { LOG_GAP_TICKS_MAX } from '#protocol';
import {
  cloneWorld,
  matchOfWorld,
  playPiece,
  readInputs,
  ReplayRecorder,
  type Input,
  type Match,
  type RecordedMatch,
  type SeatDriver,
  type World,
} from '#simulation';

const DRIVERS: readonly string[] = ['empty', 'human', 'bot', 'ai'] satisfies SeatDriver[];

export class RecordedModel extends MatchModel {
  /** The match once more, whose ticks are recorded. */
  private readonly played: Match;
  private recorder: ReplayRecorder | null;
  private notedSeats: MatchModel['seats'] | null = null;

  constructor(joined: Joined, world: World) {
    super(joined, world);
    this.played = matchOfWorld(cloneWorld(world));
    const hasLog = this.takesLog && !this.hasSeveralMazes;
    this.recorder = hasLog ? new ReplayRecorder(this.played) : null;
  }

  override receive(update: Update): Outcome {
    const outcome = super.receive(update);
    if (update.type === 'log' && outcome === 'applied') this.record(update);
    else this.recorder = null;
    return outcome;
  }

  /** @returns the match, null if it could not be recorded as a whole. Nothing more is recorded. */
  finish({ level, score, cleared, seats }: Results, playedAtMs: number): RecordedMatch | null {
    const { recorder } = this;
    this.recorder = null;
    const rows = seats.map(({ name, place, score: points }) => ({ name, place, score: points }));
    const result = { level, score, cleared, seats: rows.toSorted((one, other) => one.place - other.place) };
    return recorder?.finish({ playedAtMs, result }) ?? null;
  }

  private record(piece: Update & { readonly type: 'log' }): void {
    const { recorder } = this;
    if (recorder === null || piece.tick <= this.played.tick) return;
    this.noteSeats(recorder);
    const inputs: Input[] = [];
    readInputs(piece.inputs, inputs);
    recorder.noteInputs(inputs, piece.tick);
    playPiece(this.played, piece, LOG_GAP_TICKS_MAX, () => recorder.ticked());
  }

  private noteSeats(recorder: ReplayRecorder): void {
    if (this.seats === this.notedSeats) return;
    this.notedSeats = this.seats;
    for (const [seat, { driver, name, colour, mark }] of this.seats.entries()) {
      // A driver of a later version is somebody.
      const known = DRIVERS.includes(driver) ? (driver as SeatDriver) : 'human';
      recorder.noteSeat(seat, known, name, { colour, mark });
    }
  }
}
