// What the stage draws: a match that is played, watched, or played again from its replay.

import type { WireSeat } from '#protocol';
import type { World } from '#simulation';
import type { Blend } from '../../netcode/blend.ts';
import type { ShownEmotes } from '../../netcode/shown-emotes.ts';
import type { MatchEvent } from '../../netcode/online-match.ts';
import type { GhostRunShown } from '../../daily/ghost-run.ts';

export interface ShownMatch {
  /** Name of the mode. */
  readonly mode: string;
  /** The lines of the maze. */
  readonly maze: readonly string[];
  /** The seat that is marked: the player's own, or the one that they follow; -1 for none. */
  readonly marked: number;
  /** Seats of all players at this screen, if there are several; each is marked. */
  readonly ownSeats?: readonly number[];
  /** The seat whose view the worlds are; -1 for that of watchers and replays, which hide nothing. */
  readonly viewer: number;
  /** All seats; the list is replaced as a whole. */
  readonly seats: readonly WireSeat[];
  readonly prediction: {
    /** The newest world that is certain. */
    readonly confirmed: World;
    /** The world to draw, and the same one tick earlier. */
    readonly predicted: World;
    readonly before: World;
  };
  readonly blend: Pick<Blend, 'x' | 'y' | 'ofGhost' | 'ofSeat'>;
  /** How far the picture is from `prediction.before` to `prediction.predicted`, 0..1. */
  readonly fraction: number;
  /** Whether the tiles that the ghosts go to are drawn. */
  readonly showsDestinations?: boolean;
  /** Emotes of its players; none in a replay. */
  readonly emotes?: Pick<ShownEmotes, 'of'>;
  /** Another run of the same match, drawn pale; null or missing for none. */
  readonly ghostRun?: { at(tick: number): GhostRunShown | null } | null;
  /** Brings the worlds to the present: once a frame, before drawing. */
  frame(nowMs: number): void;
  /** What happened since the last call. */
  takeEvents(): readonly MatchEvent[];
  /** The frame could not be drawn: words of servers and files can make a World that breaks the rules. */
  fail(error: unknown): void;
}
