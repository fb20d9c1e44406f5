import { beforeEach, expect, test } from 'vitest';
import { createWorld, DOWN, LEFT, matchSettings, NONE, PAC, PHASE, RIGHT, UP } from '#simulation';
import { controlGhost, controlPac } from '../../../simulation/step.ts';
import { Steering, WISH_KEEP_TICKS } from '../../../web-client/input/steering.ts';
import { strokeDirection } from '../../../web-client/input/swipe.ts';

let sent: number[];
let steering: Steering;
const world = createWorld(matchSettings({ mode: 'coop', seatCount: 1, seed: 1 }));

beforeEach(() => {
  sent = [];
  steering = new Steering((direction) => sent.push(direction));
  world.tick = 0;
  world.phase = PHASE.play;
  world.pacState[0] = PAC.alive;
  world.pacTravel[0] = LEFT;
  steering.update(world, 0);
});

function ticks(count: number): void {
  for (let i = 0; i < count; i++) {
    world.tick++;
    steering.update(world, 0);
  }
}

test('[W1] the key pressed last is the direction; releasing it brings back the one still held', () => {
  steering.press(LEFT);
  steering.press(UP);
  steering.release(UP);
  steering.release(LEFT);
  expect(sent).toEqual([LEFT, UP, LEFT]);
});

test('[W1] releasing an older key changes nothing', () => {
  steering.press(LEFT);
  steering.press(UP);
  steering.release(LEFT);
  expect(sent).toEqual([LEFT, UP]);
});

test('[W1] of a seat that controls a ghost it is the ghost whose direction counts', () => {
  const roles = createWorld(matchSettings({ mode: 'coop', seatCount: 3 }));
  controlGhost(roles, 2, 1);
  roles.phase = PHASE.play;
  roles.ghostTravel[1] = LEFT;
  roles.pacTravel[2] = UP;
  steering.press(UP);
  steering.release(UP);
  for (; roles.tick <= WISH_KEEP_TICKS; roles.tick++) steering.update(roles, 2);
  expect(sent).toEqual([UP, NONE]);
  steering.press(RIGHT);
  steering.release(RIGHT);
  roles.ghostTravel[1] = RIGHT;
  for (; roles.tick <= 3 * WISH_KEEP_TICKS; roles.tick++) steering.update(roles, 2);
  expect(sent).toEqual([UP, NONE, RIGHT]);
});

test('[W1] of a seat that controls another Pac-Man than its number says, that one counts', () => {
  const roles = createWorld(matchSettings({ mode: 'coop', seatCount: 2 }));
  controlPac(roles, 0, 1);
  roles.phase = PHASE.play;
  roles.pacState.set([PAC.waiting, PAC.alive]);
  roles.pacTravel.set([LEFT, UP]);
  steering.press(LEFT);
  steering.release(LEFT);
  for (; roles.tick <= WISH_KEEP_TICKS; roles.tick++) steering.update(roles, 0);
  expect(sent).toEqual([LEFT, NONE]);
});

test('[W1] a tap is taken back after 30 ticks if the turn has not been possible', () => {
  steering.press(UP);
  ticks(100);
  expect(sent).toEqual([UP]);
  steering.release(UP);
  ticks(WISH_KEEP_TICKS);
  expect(sent).toEqual([UP]);
  ticks(1);
  expect(sent).toEqual([UP, NONE]);
  ticks(100);
  expect(sent).toEqual([UP, NONE]);
});

test('[W1] a tap is not taken back once the turn has been made', () => {
  steering.press(UP);
  steering.release(UP);
  ticks(10);
  world.pacTravel[0] = UP;
  ticks(100);
  expect(sent).toEqual([UP]);
});

test('[W1] in the countdown the time does not run', () => {
  world.phase = PHASE.ready;
  steering.press(UP);
  steering.release(UP);
  ticks(200);
  world.phase = PHASE.play;
  ticks(WISH_KEEP_TICKS - 1);
  expect(sent).toEqual([UP]);
});

test('[W1] a held key steers the Pac-Man that comes back', () => {
  steering.press(RIGHT);
  world.pacState[0] = PAC.returning;
  ticks(5);
  world.pacState[0] = PAC.waiting;
  ticks(5);
  expect(sent).toEqual([RIGHT, RIGHT]);
});

test('[W1] a swipe is the direction in which it went farther, once it is long enough', () => {
  expect(strokeDirection(10, -5)).toBeNull();
  expect(strokeDirection(40, -5)).toBe(RIGHT);
  expect(strokeDirection(-40, 30)).toBe(LEFT);
  expect(strokeDirection(3, 30)).toBe(DOWN);
  expect(strokeDirection(12, -30)).toBe(UP);
});

test('[W51] a key that is held through the end of a turn steers the actor of the next one', () => {
  const turns = createWorld(matchSettings({ mode: 'versus', seatCount: 2 }));
  const frame = (): void => {
    turns.tick++;
    steering.update(turns, 0);
  };
  turns.phase = PHASE.play;
  controlGhost(turns, 0, 0);
  steering.press(UP);
  turns.ghostWish[0] = UP;
  frame();
  expect(sent).toEqual([UP]);
  // The rules take all wishes back.
  turns.phase = PHASE.between;
  turns.ghostWish.fill(NONE);
  frame();
  expect(sent).toEqual([UP, UP]);
  turns.ghostWish[0] = UP;
  frame();
  steering.releaseAll();
  turns.ghostWish.fill(NONE);
  frame();
  expect(sent).toEqual([UP, UP]);
});
