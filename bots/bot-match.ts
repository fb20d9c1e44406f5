// The match a client has a seat in: made from `joined`, where this version of the rules can hold it, and moved on by snapshots.

import { applyDelta, applyKeyframe, type ServerMessage, type WireSeat } from '#protocol';
import { createWorld, layoutFor, matchSettings, MODES, type MatchSettings, type World } from '#simulation';

type Joined = ServerMessage & { type: 'joined' };

/** A rematch is a new one. */
export interface BotMatch {
  readonly code: string;
  readonly mode: string;
  readonly seat: number;
  /** Our copy of the server's World, as of the last snapshot. */
  readonly world: World;
  /** Who sits where; replaced as a whole. */
  seats: readonly WireSeat[];
}

/** @returns null for a mode, a setting, a seat or a layout this version does not have. */
export function matchOf(joined: Joined): BotMatch | null {
  const mode = MODES.find((mode) => mode === joined.mode);
  if (mode === undefined || !isSameLayout(joined)) return null;
  const world = worldOf({ ...joined.settings, mode } as Partial<MatchSettings> & { mode: typeof mode });
  if (world === null || !applyKeyframe(world.words, joined.words)) return null;
  const { code, seat, seats } = joined;
  return seat >= 0 && seat < world.seatCount ? { code, mode, seat, world, seats } : null;
}

/** Moves a match's World on. @returns false when the message does not fit it. */
export function moveOn({ world }: BotMatch, message: ServerMessage & { type: 'snapshot' | 'keyframe' }): boolean {
  return message.type === 'snapshot'
    ? applyDelta(world.words, message.tick, message.changes)
    : applyKeyframe(world.words, message.words);
}

function worldOf(settings: Parameters<typeof matchSettings>[0]): World | null {
  try {
    return createWorld(matchSettings(settings));
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** The words mean what we think only where all fields lie where ours lie. */
function isSameLayout({ layout, settings }: Joined): boolean {
  const ours = layoutFor(settings.seatCount);
  return (
    ours.length === layout.length &&
    ours.every(({ name, start, length }, field) => {
      const theirs = layout[field]!;
      return theirs.name === name && theirs.start === start && theirs.length === length;
    })
  );
}
