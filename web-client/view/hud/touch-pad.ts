// Four arrows on the screen, for thumbs that would rather press than swipe: a thumb slides from one to the next without lifting.
// The pad lies outside the maze, on the side that the player chose.

import { DOWN, LEFT, RIGHT, UP, type Direction } from '#simulation';
import { directionOf, type DeadZone } from '../../input/direction-of.ts';
import type { Steering } from '../../input/steering.ts';
import { words } from '../../language/language.ts';
import { preferences } from '../../preferences.ts';
import { make } from '../element.ts';

/** The middle of the pad that steers nowhere, in halves of its side. Arrows lie outside of it. */
const MIDDLE: DeadZone = { begins: 0.22, ends: 0.12 };
const ARROWS: readonly (readonly [Direction, string])[] = [
  [UP, '▲'],
  [LEFT, '◀'],
  [RIGHT, '▶'],
  [DOWN, '▼'],
];

/**
 * Shows the pad in a match, if the player wants one, until the signal ends it.
 * @param section of the match; its attribute `data-pad` says the side
 */
export function showTouchPad(section: HTMLElement, steering: Steering, signal: AbortSignal): void {
  const arrows = ARROWS.map(([direction, sign]) => {
    const arrow = make('span', 'arrow', sign);
    arrow.dataset['way'] = String(direction);
    return arrow;
  });
  const pad = make('div', 'touch-pad', ...arrows);
  pad.role = 'group';
  pad.ariaLabel = words().controls.arrows;
  let thumb: number | null = null;
  let held: Direction | null = null;

  const hold = (direction: Direction | null): void => {
    if (direction === held) return;
    const old = held;
    held = direction;
    for (const arrow of arrows) arrow.classList.toggle('held', arrow.dataset['way'] === String(direction));
    if (direction !== null) steering.press(direction);
    if (old !== null) steering.release(old);
  };
  const point = ({ clientX, clientY }: PointerEvent): void => {
    const { left, top, width, height } = pad.getBoundingClientRect();
    const x = ((clientX - left) / width) * 2 - 1;
    const y = ((clientY - top) / height) * 2 - 1;
    hold(directionOf(x, y, held, MIDDLE));
  };
  const lift = ({ pointerId }: PointerEvent): void => {
    if (pointerId !== thumb) return;
    thumb = null;
    hold(null);
  };
  const place = (): void => {
    const side = preferences.get('touchPad');
    hold(null);
    if (side === 'off') {
      delete section.dataset['pad'];
      pad.remove();
    } else {
      section.dataset['pad'] = side;
      section.append(pad);
    }
  };

  pad.addEventListener('pointerdown', (event) => {
    if (thumb !== null) return;
    thumb = event.pointerId;
    // The thumb may slide off the pad, and still steers.
    pad.setPointerCapture(thumb);
    event.preventDefault();
    point(event);
  });
  pad.addEventListener('pointermove', (event) => event.pointerId === thumb && point(event));
  pad.addEventListener('pointerup', lift);
  pad.addEventListener('pointercancel', lift);
  pad.addEventListener('contextmenu', (event) => event.preventDefault());

  place();
  const unfollow = preferences.onChange('touchPad', place);
  signal.addEventListener('abort', () => {
    unfollow();
    hold(null);
    pad.remove();
    delete section.dataset['pad'];
  });
}
