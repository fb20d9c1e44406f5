// Why a replay is not shown, as a sentence for the player.

import type { ReplayTrouble } from './load-replay.ts';

export const TROUBLES: Readonly<Record<ReplayTrouble, string>> = {
  unknown: 'This replay is not there, or not any more. Servers keep the newest ones only.',
  unreachable: 'The replay cannot be loaded. Are you online?',
  busy: 'The server has too much to do right now. Try again in a moment.',
  'other-rules': 'This match was played with other rules of the game than this page has, so it cannot be shown here.',
  'other-version': 'This replay is of another version of the game, and this page cannot read it.',
  broken: 'This is no replay that the page can read: the file is incomplete or damaged.',
  'too-large': 'This file is too large for a replay.',
};

/** Whether trying again may help. */
export function canTryAgain(trouble: ReplayTrouble): boolean {
  return trouble === 'unreachable' || trouble === 'busy';
}
