// Why a replay is not shown, as a sentence for the player.

import { words } from '../language/language.ts';
import type { ReplayTrouble } from './load-replay.ts';

export function troubleText(trouble: ReplayTrouble): string {
  const texts: Readonly<Record<ReplayTrouble, string>> = words().replay.troubles;
  return texts[trouble];
}

/** Whether trying again may help. */
export function canTryAgain(trouble: ReplayTrouble): boolean {
  return trouble === 'unreachable' || trouble === 'busy';
}
