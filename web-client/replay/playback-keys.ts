// The keys of a playback: those that players of videos have.

import { TICKS_PER_SECOND } from '#simulation';
import type { Playback } from './playback.ts';

/** An arrow key moves by so many seconds. */
const SEEK_TICKS = 5 * TICKS_PER_SECOND;

const KEYS: Readonly<Record<string, (playback: Playback) => void>> = {
  ' ': (playback) => (playback.isPlaying ? playback.pause() : playback.play()),
  ArrowLeft: (playback) => playback.seek(playback.tick - SEEK_TICKS),
  ArrowRight: (playback) => playback.seek(playback.tick + SEEK_TICKS),
  Home: (playback) => playback.seek(playback.firstTick),
  End: (playback) => playback.seek(playback.lastTick),
  ',': (playback) => playback.stepBack(),
  '.': (playback) => playback.stepOn(),
  t: (playback) => (playback.showsDestinations = !playback.showsDestinations),
  f: (playback) => (playback.seat = nextPlayer(playback)),
};

/** Keys that have steered until the player was out: they may still be pressed. */
const STEERING_KEYS: readonly string[] = ['ArrowLeft', 'ArrowRight'];

/**
 * Until the signal ends it.
 * @param current the playback that the keys are for; null for none now
 * @param isPlayer whether it is watched by a player of the match who is out
 */
export function listenToPlaybackKeys(current: () => Playback | null, signal: AbortSignal, isPlayer = false): void {
  window.addEventListener(
    'keydown',
    (event) => {
      const playback = current();
      const act = KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
      if (playback === null || act === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
      if (isForElement(event) || (isPlayer && STEERING_KEYS.includes(event.key))) return;
      event.preventDefault();
      act(playback);
    },
    { signal },
  );
}

/** Typing, choosing and pressing a button by key are for their element. The slider of the time has the same keys as the page. */
function isForElement({ target, key }: KeyboardEvent): boolean {
  if (!(target instanceof Element)) return false;
  if (key === ' ' && target.closest('button, a') !== null) return true;
  return target.closest('select, textarea, dialog, input:not([type=range])') !== null;
}

/** The seats with a player, one after the other, and then none. */
function nextPlayer({ seat, seats }: Playback): number {
  return seats.findIndex(({ name }, other) => other > seat && name !== '');
}
