// Swipes: a finger that moves far enough holds that direction until it turns or lifts. One stroke may turn many times.

import { DOWN, LEFT, RIGHT, UP, type Direction } from '#simulation';
import type { Steering } from './steering.ts';

/** CSS pixels a finger travels before it means something: above the jitter of a tap, below a thumb's reach. */
const STROKE_PIXELS = 22;

/** Steers by touch anywhere on an element, except on its buttons and links, until the signal ends it. */
export function listenToSwipes(element: HTMLElement, steering: Steering, signal: AbortSignal): void {
  let finger: number | null = null;
  let anchor = { x: 0, y: 0 };
  let held: Direction | null = null;

  const hold = (direction: Direction | null): void => {
    if (direction === held) return;
    const old = held;
    held = direction;
    if (direction !== null) steering.press(direction);
    if (old !== null) steering.release(old);
  };
  const lift = (event: PointerEvent): void => {
    if (event.pointerId !== finger) return;
    finger = null;
    hold(null);
  };

  element.addEventListener(
    'pointerdown',
    (event) => {
      if (
        event.pointerType === 'mouse' ||
        (event.target as Element).closest('button, a, input, .chat, .results, .touch-pad') !== null
      )
        return;
      finger = event.pointerId;
      anchor = { x: event.clientX, y: event.clientY };
      hold(null);
    },
    { signal },
  );
  element.addEventListener(
    'pointermove',
    (event) => {
      if (event.pointerId !== finger) return;
      const direction = strokeDirection(event.clientX - anchor.x, event.clientY - anchor.y);
      if (direction === null) return;
      anchor = { x: event.clientX, y: event.clientY };
      hold(direction);
    },
    { signal },
  );
  element.addEventListener('pointerup', lift, { signal });
  element.addEventListener('pointercancel', lift, { signal });
}

/** The direction of a stroke in CSS pixels, or null while it is too short to say. */
export function strokeDirection(x: number, y: number): Direction | null {
  if (Math.max(Math.abs(x), Math.abs(y)) < STROKE_PIXELS) return null;
  if (Math.abs(x) > Math.abs(y)) return x > 0 ? RIGHT : LEFT;
  return y > 0 ? DOWN : UP;
}
