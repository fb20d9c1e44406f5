// The keyboard of a match, for steering. Phaser's keyboard is not used: it replays older keys when several change within one
// frame.

import { preferences } from '../preferences.ts';
import type { Direction } from '#simulation';
import { actionOf, codeOf, steeringOf, WAYS, type KeyAction, type KeySet } from './key-map.ts';
import type { Steering } from './steering.ts';

interface HeldKey {
  readonly steering: Steering;
  readonly direction: Direction;
}

/**
 * Steers by keyboard until the signal ends it.
 * @param steeringOfSet the steering of the player who has a set of keys; null for nobody
 */
export function listenToKeys(steeringOfSet: (set: KeySet) => Steering | null, signal: AbortSignal): void {
  /** By the code of the key. */
  const down = new Map<string, HeldKey>();
  const releaseAll = (): void => {
    for (const { steering } of down.values()) steering.releaseAll();
    down.clear();
  };
  window.addEventListener(
    'keydown',
    (event) => {
      const key = steeringKey(event, steeringOfSet);
      if (key === null || isForElement(event)) return;
      event.preventDefault();
      if (event.repeat) return;
      down.set(codeOf(event), key);
      key.steering.press(key.direction);
    },
    { signal },
  );
  window.addEventListener(
    'keyup',
    (event) => {
      const code = codeOf(event);
      const key = down.get(code);
      if (key === undefined) return;
      down.delete(code);
      // Another key of the same direction may still be held.
      const isHeld = [...down.values()].some(
        ({ steering, direction }) => steering === key.steering && direction === key.direction,
      );
      if (!isHeld) key.steering.release(key.direction);
    },
    { signal },
  );
  window.addEventListener('blur', releaseAll, { signal });
  // A field that gets the focus releases all keys.
  window.addEventListener('focusin', (event) => isForElement(event) && releaseAll(), { signal });
  signal.addEventListener('abort', releaseAll);
}

/** The action of a key in the player's own key map; null for none, and while a modifier is held. */
export function actionOfKey(event: KeyboardEvent): KeyAction | null {
  if (event.ctrlKey || event.metaKey || event.altKey) return null;
  return actionOf(preferences.get('keys'), codeOf(event));
}

/** Whether an event belongs to a field or a dialog: typing never steers. */
export function isForElement({ target }: Event): boolean {
  return target instanceof Element && target.closest('input, select, textarea, dialog') !== null;
}

function steeringKey(event: KeyboardEvent, steeringOfSet: (set: KeySet) => Steering | null): HeldKey | null {
  const action = actionOfKey(event);
  const key = action === null ? null : steeringOf(action);
  const steering = key === null ? null : steeringOfSet(key.set);
  return steering === null ? null : { steering, direction: WAYS.indexOf(key!.way) as Direction };
}
