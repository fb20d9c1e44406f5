// The directions and buttons that are held on a gamepad. With the standard mapping the d-pad is four buttons; other gamepads
// report it on their axes.

import { DOWN, LEFT, RIGHT, UP, type Direction } from '#simulation';
import { directionOf, type DeadZone } from './direction-of.ts';

/** The parts of a `Gamepad` that are read. */
export interface PadSnapshot {
  readonly mapping: string;
  readonly axes: readonly number[];
  readonly buttons: readonly { readonly pressed: boolean }[];
}

export type PadButton = 'go' | 'back' | 'start' | 'select';

/** Worn sticks rest at up to 0.2, of 1. */
export const STICK: DeadZone = { begins: 0.5, ends: 0.35 };

/** By the standard mapping of the Gamepad specification. Other gamepads mostly have these at the same places. */
const BUTTONS: readonly (readonly [number, PadButton])[] = [
  [0, 'go'],
  [1, 'back'],
  [8, 'select'],
  [9, 'start'],
];
const D_PAD: readonly (readonly [number, Direction])[] = [
  [12, UP],
  [13, DOWN],
  [14, LEFT],
  [15, RIGHT],
];

/** A d-pad as a pair of axes, as drivers without a mapping report it. */
const D_PAD_AXES = [6, 7] as const;
const D_PAD_AXIS_HELD = 0.5;
/** A d-pad as one axis: eight places from -1, clockwise from up. At rest it is above 1, or 0 before it was used. */
const HAT_AXIS = 9;
const HAT_STEP = 2 / 7;
const HAT_TOLERANCE = 0.06;
const HAT: readonly (readonly Direction[])[] = [
  [UP],
  [UP, RIGHT],
  [RIGHT],
  [RIGHT, DOWN],
  [DOWN],
  [DOWN, LEFT],
  [LEFT],
  [LEFT, UP],
];

export class PadState {
  /** Directions held now. */
  readonly directions = new Set<Direction>();
  readonly buttons = new Set<PadButton>();
  private stick: Direction | null = null;

  /** Takes over a snapshot. */
  read({ mapping, axes, buttons }: PadSnapshot): void {
    const { directions } = this;
    directions.clear();
    this.stick = directionOf(axes[0] ?? 0, axes[1] ?? 0, this.stick, STICK);
    if (mapping === 'standard') {
      for (const [button, direction] of D_PAD) if (buttons[button]?.pressed === true) directions.add(direction);
    } else addAxes(axes, directions);
    // While the d-pad is used, the stick may lean without being held.
    if (this.stick !== null && directions.size === 0) directions.add(this.stick);
    this.buttons.clear();
    for (const [button, name] of BUTTONS) if (buttons[button]?.pressed === true) this.buttons.add(name);
  }
}

function addAxes(axes: readonly number[], directions: Set<Direction>): void {
  const [x, y] = D_PAD_AXES.map((axis) => axes[axis] ?? 0) as [number, number];
  // With fewer axes these are triggers, which rest at -1.
  if (axes.length > D_PAD_AXES[1]) {
    if (Math.abs(x) > D_PAD_AXIS_HELD) directions.add(x > 0 ? RIGHT : LEFT);
    if (Math.abs(y) > D_PAD_AXIS_HELD) directions.add(y > 0 ? DOWN : UP);
  }
  const place = ((axes[HAT_AXIS] ?? Infinity) + 1) / HAT_STEP;
  const nearest = Math.round(place);
  if (Math.abs(place - nearest) * HAT_STEP > HAT_TOLERANCE) return;
  for (const direction of HAT[nearest] ?? []) directions.add(direction);
}
