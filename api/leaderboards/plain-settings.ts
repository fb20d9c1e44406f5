// Whether a match is the plain game of its mode, whose results are comparable.

import { mazesOf, modeNamed, type ReplayHead, type Variant } from '#simulation';

const PLAIN_VARIANT: Variant = 'none';

/**
 * Whether a match had the settings that its mode has by itself (LB3): no variant, from level 1, and the first choice of
 * everything else. Seats, seed and the mode's own mazes may differ.
 *
 * @param frightTable what a replay says of it: left out, or empty, for the built-in one
 */
export function isPlain(
  { settings, tiles }: Pick<ReplayHead, 'settings' | 'tiles'>,
  frightTable: readonly number[] = [],
): boolean {
  const mode = modeNamed(settings.mode);
  if (mode === null || tiles !== undefined || frightTable.length > 0) return false;
  const { maze: _, ...choices } = mode.settings;
  const isFirstChoice = Object.entries(choices).every(
    ([name, values]) => settings[name as keyof typeof choices] === (values as readonly unknown[])[0],
  );
  return isFirstChoice && settings.level === 1 && mazesOf(mode, PLAIN_VARIANT).includes(settings.maze);
}
