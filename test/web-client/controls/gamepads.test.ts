import { beforeEach, expect, test } from 'vitest';
import { LEFT, RIGHT, UP } from '#simulation';
import { Gamepads } from '../../../web-client/input/gamepads.ts';
import { PlayerSteerings } from '../../../web-client/input/player-steerings.ts';
import type { Devices } from '../../../web-client/input/devices.ts';
import type { PadSnapshot } from '../../../web-client/input/pad-state.ts';

const FRAME_MS = 16;
const PAD_UP = 12;
const GO = 0;

let plugged: (PadSnapshot | null)[];
let frames: ((nowMs: number) => void)[];
let polls: number;
let nowMs: number;
let log: string[];
let gamepads: Gamepads;

const pad = (held: readonly number[] = [], axes: readonly number[] = [0, 0]): PadSnapshot => ({
  ...{ mapping: 'standard', axes },
  buttons: Array.from({ length: 16 }, (_, i) => ({ pressed: held.includes(i) })),
});

function frame(count = 1): void {
  for (let i = 0; i < count; i++) {
    nowMs += FRAME_MS;
    for (const call of frames.splice(0)) call(nowMs);
  }
}

beforeEach(() => {
  [plugged, frames, polls, nowMs, log] = [[], [], 0, 0, []];
  const note =
    (what: string) =>
    (index: number, which: unknown): void =>
      void log.push(`${index} ${what} ${String(which)}`);
  gamepads = new Gamepads(
    {
      snapshots: () => (polls++, plugged),
      nextFrame: (call) => frames.push(call),
    },
    {
      ...{ pressed: note('pressed'), released: note('released'), repeated: note('repeated') },
      ...{ button: note('button'), plugged: note('plugged') },
    },
  );
});

test('[W132] gamepads are polled once a frame, and only while one is connected', () => {
  frame(5);
  expect(polls).toBe(0);
  plugged = [pad()];
  gamepads.look();
  gamepads.look();
  frame(5);
  expect(polls).toBe(5);
  plugged = [null];
  frame(5);
  expect(polls).toBe(6);
  expect(gamepads.connected).toEqual([]);
});

test('[W132] what is pressed and released is said once, and a held direction is repeated for menus', () => {
  plugged = [pad()];
  gamepads.look();
  frame();
  plugged = [pad([PAD_UP, GO])];
  frame(3);
  plugged = [pad()];
  frame(2);
  expect(log).toEqual(['0 plugged true', `0 pressed ${UP}`, '0 button go', `0 released ${UP}`]);
  log.length = 0;
  plugged = [pad([PAD_UP])];
  frame(600 / FRAME_MS);
  expect(log).toEqual([`0 pressed ${UP}`, `0 repeated ${UP}`, `0 repeated ${UP}`]);
});

test('[W132] a gamepad that is unplugged lets go of everything, and may come back', () => {
  plugged = [null, pad([], [1, 0])];
  gamepads.look();
  frame();
  expect(gamepads.connected).toEqual([1]);
  plugged = [];
  frame();
  expect(log).toEqual(['1 plugged true', `1 pressed ${RIGHT}`, `1 released ${RIGHT}`, '1 plugged false']);
  plugged = [pad([], [-1, 0])];
  gamepads.look();
  frame();
  expect(log.slice(-2)).toEqual(['0 plugged true', `0 pressed ${LEFT}`]);
});

test('[W132] more gamepads than players fit at a screen are not read', () => {
  plugged = Array.from({ length: 6 }, () => pad());
  gamepads.look();
  frame();
  expect(gamepads.connected).toEqual([0, 1, 2, 3]);
});

test('[W130] a device reaches the player who has it, and nobody else', () => {
  let devices: Devices = ['keys1'];
  const sent: string[] = [];
  const steerings = new PlayerSteerings(
    4,
    () => devices,
    (player, direction) => sent.push(`${player} ${direction}`),
  );
  steerings.of('keys3')?.press(UP);
  steerings.of('pad2')?.press(LEFT);
  expect(sent).toEqual([`1 ${UP}`, `1 ${LEFT}`]);
  devices = ['keys1', 'pad2'];
  expect(steerings.of('keys3')).toBeNull();
  steerings.of('pad2')?.press(RIGHT);
  steerings.first.press(UP);
  expect(sent.slice(2)).toEqual([`2 ${RIGHT}`, `1 ${UP}`]);
});
