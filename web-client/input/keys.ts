// Arrow keys and WASD. By `code`, so that WASD is where the fingers are on every layout. Phaser's keyboard is not used:
// it replays older keys when several change within one frame.

import { DOWN, LEFT, RIGHT, UP, type Direction } from '#simulation';
import type { Steering } from './steering.ts';

const DIRECTIONS: ReadonlyMap<string, Direction> = new Map<string, Direction>([
  ['ArrowRight', RIGHT],
  ['ArrowDown', DOWN],
  ['ArrowLeft', LEFT],
  ['ArrowUp', UP],
  ['KeyD', RIGHT],
  ['KeyS', DOWN],
  ['KeyA', LEFT],
  ['KeyW', UP],
]);

/** Steers by keyboard until the signal ends it. */
export function listenToKeys(steering: Steering, signal: AbortSignal): void {
  const down = new Set<string>();
  const letGo = (): void => {
    down.clear();
    steering.releaseAll();
  };
  window.addEventListener(
    'keydown',
    (event) => {
      const direction = DIRECTIONS.get(event.code);
      if (direction === undefined || event.ctrlKey || event.metaKey || event.altKey || isForElement(event)) return;
      event.preventDefault();
      if (event.repeat) return;
      down.add(event.code);
      steering.press(direction);
    },
    { signal },
  );
  window.addEventListener(
    'keyup',
    (event) => {
      const direction = DIRECTIONS.get(event.code);
      if (direction === undefined || !down.delete(event.code)) return;
      // The other key of the same direction may still be held.
      if (![...down].some((code) => DIRECTIONS.get(code) === direction)) steering.release(direction);
    },
    { signal },
  );
  window.addEventListener('blur', letGo, { signal });
  // A field that gets the focus releases all keys.
  window.addEventListener('focusin', (event) => isForElement(event) && letGo(), { signal });
  signal.addEventListener('abort', letGo);
}

/** Whether an event belongs to a field or a dialog: typing never steers. */
export function isForElement({ target }: Event): boolean {
  return target instanceof Element && target.closest('input, select, textarea, dialog') !== null;
}
