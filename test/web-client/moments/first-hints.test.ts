import { describe, expect, test } from 'vitest';
import {
  createWorld,
  GHOST,
  LEFT,
  matchSettings,
  NONE,
  PAC,
  PHASE,
  ROLE,
  type ModeName,
  type World,
} from '#simulation';
import { FirstHints } from '../../../web-client/view/hud/first-hints.ts';

describe('[W112] hints of the first match in a mode', () => {
  test('how to steer: from the first frame until the player steers, and never again in this mode', () => {
    const { hints, given } = begin();
    const world = worldOf('coop');
    expect(hints.update(world, 0, 0)).toBe('steer');
    world.phase = PHASE.play;
    expect(hints.update(world, 0, 5000)).toBe('steer');
    world.pacWish[0] = LEFT;
    expect(hints.update(world, 0, 5016)).toBeNull();
    world.pacWish[0] = NONE;
    hints.restart();
    expect(hints.update(world, 0, 9000)).toBeNull();
    expect([...given]).toEqual(['steer-coop']);
    expect(hints.update(worldOf('battle'), 0, 9000)).toBe('steer');
  });

  test('without an input it goes after ten seconds of play; the time before the match does not count', () => {
    const { hints } = begin();
    const world = worldOf('classic');
    hints.update(world, 0, 0);
    expect(hints.update(world, 0, 60_000)).toBe('steer');
    world.phase = PHASE.play;
    hints.update(world, 0, 60_016);
    expect(hints.update(world, 0, 70_015)).toBe('steer');
    expect(hints.update(world, 0, 70_016)).toBeNull();
  });

  test.each(['one of them is eaten', 'all are as before'])('blue ghosts are to be eaten, until %s', (end) => {
    const { hints, given } = begin('steer-coop');
    const world = worldOf('coop');
    expect(hints.update(world, 0, 0)).toBeNull();
    world.ghostFrightened.fill(1);
    expect(hints.update(world, 0, 16)).toBe('prey');
    expect(hints.update(world, 0, 32)).toBe('prey');
    if (end === 'one of them is eaten') world.ghostFrightened[2] = 0;
    else world.ghostFrightened.fill(0);
    expect(hints.update(world, 0, 48)).toBeNull();
    world.ghostFrightened.fill(1);
    expect(hints.update(world, 0, 64)).toBeNull();
    expect([...given]).toEqual(['steer-coop', 'prey-coop']);
  });

  test('in battle the own power is to be used, and that of another is not', () => {
    const { hints } = begin('steer-battle');
    const world = worldOf('battle');
    world.pacPowerUntilTick[1] = world.tick + 100;
    world.ghostFrightened.fill(1);
    expect(hints.update(world, 0, 0)).toBeNull();
    world.pacPowerUntilTick[0] = world.tick + 100;
    expect(hints.update(world, 0, 16)).toBe('power');
    world.tick += 100;
    expect(hints.update(world, 0, 32)).toBeNull();
  });

  test('watchers and the players of ghosts get none about prey', () => {
    const { hints } = begin('steer-versus');
    const world = worldOf('versus');
    world.ghostFrightened.fill(1);
    expect(hints.update(world, -1, 0)).toBeNull();
    expect(hints.update(world, 1, 0)).toBeNull();
    expect(hints.update(world, 0, 0)).toBe('prey');
  });
});

function begin(...keys: string[]): { readonly hints: FirstHints; readonly given: Set<string> } {
  const given = new Set(keys);
  return { hints: new FirstHints(given), given };
}

/** Before its first tick; seat 0 has a Pac-Man, seat 1 of `versus` a ghost. */
function worldOf(mode: ModeName): World {
  const world = createWorld(matchSettings({ mode, seatCount: mode === 'classic' ? 1 : 2 }));
  world.phase = PHASE.ready;
  world.seatRole.set(mode === 'classic' ? [ROLE.pac] : [ROLE.pac, mode === 'versus' ? ROLE.ghost : ROLE.pac]);
  world.seatActor.set(mode === 'classic' || mode === 'versus' ? [0] : [0, 1]);
  world.pacState[0] = PAC.alive;
  world.ghostState.fill(GHOST.outside);
  return world;
}
