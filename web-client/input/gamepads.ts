// Gamepads: polled once a frame, and only while one is connected. What their directions and buttons mean now is left to the
// caller.

import type { Direction } from '#simulation';
import { PADS_MAX } from './devices.ts';
import { PadState, type PadButton, type PadSnapshot } from './pad-state.ts';

/** A direction that is held in a menu repeats after the first interval, and then at the second. */
const REPEAT_AFTER_MS = 400;
const REPEAT_MS = 120;

export interface PadCalls {
  /** @param pad its index, from 0 */
  pressed(pad: number, direction: Direction): void;
  released(pad: number, direction: Direction): void;
  /** A direction is still held. */
  repeated(pad: number, direction: Direction): void;
  /** A button went down. */
  button(pad: number, button: PadButton): void;
  /** A gamepad was plugged in, or has gone. */
  plugged(pad: number, isThere: boolean): void;
}

/** The browser as far as gamepads need it. */
export interface PadSurroundings {
  /** By index; null where no gamepad is. */
  snapshots(): readonly (PadSnapshot | null)[];
  /** Calls before the next frame, once. */
  nextFrame(call: (nowMs: number) => void): void;
}

interface Pad {
  readonly state: PadState;
  readonly held: Set<Direction>;
  readonly down: Set<PadButton>;
  repeatMs: number;
}

export class Gamepads {
  private readonly surroundings: PadSurroundings;
  private readonly calls: PadCalls;
  private readonly pads = new Map<number, Pad>();
  private isPolling = false;

  constructor(surroundings: PadSurroundings, calls: PadCalls) {
    this.surroundings = surroundings;
    this.calls = calls;
  }

  /** Gamepads that are connected, by index. */
  get connected(): readonly number[] {
    return [...this.pads.keys()];
  }

  /** Call when a gamepad may be connected: browsers report one when its first button is pressed. */
  look(): void {
    if (this.isPolling) return;
    this.isPolling = true;
    this.surroundings.nextFrame((nowMs) => this.poll(nowMs));
  }

  private poll(nowMs: number): void {
    const snapshots = this.surroundings.snapshots();
    for (let index = 0; index < PADS_MAX; index++) {
      const snapshot = snapshots[index] ?? null;
      if (snapshot === null) this.unplug(index);
      else this.read(index, snapshot, nowMs);
    }
    if (this.pads.size > 0) this.surroundings.nextFrame((laterMs) => this.poll(laterMs));
    else this.isPolling = false;
  }

  private read(index: number, snapshot: PadSnapshot, nowMs: number): void {
    const pad = this.pads.get(index) ?? this.plug(index);
    const { state, held, down } = pad;
    state.read(snapshot);
    for (const direction of held) {
      if (!state.directions.has(direction)) this.release(index, pad, direction);
    }
    for (const direction of state.directions) {
      if (held.has(direction)) continue;
      held.add(direction);
      pad.repeatMs = nowMs + REPEAT_AFTER_MS;
      this.calls.pressed(index, direction);
    }
    this.repeat(index, pad, nowMs);
    for (const button of state.buttons) if (!down.has(button)) this.calls.button(index, button);
    down.clear();
    for (const button of state.buttons) down.add(button);
  }

  private repeat(index: number, pad: Pad, nowMs: number): void {
    if (pad.held.size === 0 || nowMs < pad.repeatMs) return;
    pad.repeatMs = nowMs + REPEAT_MS;
    for (const direction of pad.held) this.calls.repeated(index, direction);
  }

  private release(index: number, { held }: Pad, direction: Direction): void {
    held.delete(direction);
    this.calls.released(index, direction);
  }

  private plug(index: number): Pad {
    const pad: Pad = { state: new PadState(), held: new Set(), down: new Set(), repeatMs: 0 };
    this.pads.set(index, pad);
    this.calls.plugged(index, true);
    return pad;
  }

  private unplug(index: number): void {
    const pad = this.pads.get(index);
    if (pad === undefined) return;
    for (const direction of pad.held) this.release(index, pad, direction);
    this.pads.delete(index);
    this.calls.plugged(index, false);
  }
}

/** Gamepads of this browser, from the first one that it reports. */
export function startGamepads(calls: PadCalls): Gamepads {
  const gamepads = new Gamepads(
    {
      snapshots: () => navigator.getGamepads?.() ?? [],
      nextFrame: (call) => void requestAnimationFrame(call),
    },
    calls,
  );
  window.addEventListener('gamepadconnected', () => gamepads.look());
  return gamepads;
}
