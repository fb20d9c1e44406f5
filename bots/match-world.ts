// The World behind a `joined` message, where this version of the rules can hold it.

import { applyKeyframe, type ServerMessage } from '#protocol';
import { createWorld, layoutFor, matchSettings, MODES, type MatchSettings, type World } from '#simulation';

/** A World with the words of the message; null for a mode, a setting or a layout this version does not have. */
export function worldOfMatch(joined: ServerMessage & { type: 'joined' }): World | null {
  const mode = MODES.find((mode) => mode === joined.mode);
  if (mode === undefined || !isSameLayout(joined)) return null;
  const world = worldOf({ ...joined.settings, mode } as Partial<MatchSettings> & { mode: typeof mode });
  if (world === null || joined.seat >= world.seatCount) return null;
  return applyKeyframe(world.words, joined.words) ? world : null;
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
function isSameLayout({ layout, settings }: ServerMessage & { type: 'joined' }): boolean {
  const ours = layoutFor(settings.seatCount);
  return (
    ours.length === layout.length && ours.every((row, field) => row.every((part, i) => part === layout[field]![i]))
  );
}
