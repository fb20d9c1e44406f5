import { expect, test } from 'vitest';
import { columnOf, createWorld, HIDDEN_DOTS, LEVEL_LAST, matchSettings, MAZE_TOP_ROW, PHASE, rowOf } from '#simulation';
import { isRuined } from '../../../web-client/view/maze/pictures/broken-maze.ts';
import { wallLook } from '../../../web-client/view/maze/walls.ts';

const worldOf = (level: number) => createWorld(matchSettings({ mode: 'classic', level }));

test('[W88] the jumble covers the tiles whose dots are gone, and no others', () => {
  const { dots, maze } = worldOf(LEVEL_LAST);
  const hidden = new Set(HIDDEN_DOTS.map((tile) => `${columnOf(tile)} ${rowOf(tile) - MAZE_TOP_ROW}`));
  for (const [line, bits] of maze.dotRows.entries()) {
    for (let column = 0; column < 28; column++) {
      const isThere = (dots[line]! & (1 << column)) !== 0;
      const wasThere = (bits & (1 << column)) !== 0;
      expect(isThere).toBe(isRuined(column, line) ? hidden.has(`${column} ${line}`) : wasThere);
    }
  }
  expect(hidden.size).toBe(9);
  // The column before the right half is ruined down to screen row 19, where no dots are.
  expect([16, 17].map((line) => isRuined(12, line))).toEqual([true, false]);
});

test('[W88] walls are broken in level 256 only, red in sudden death, and flash when a level is cleared', () => {
  expect(wallLook(worldOf(LEVEL_LAST))).toBe('broken');
  const world = worldOf(LEVEL_LAST - 1);
  expect(wallLook(world)).toBe('usual');
  world.phase = PHASE.cleared;
  world.phaseEndsTick = world.tick + 200;
  const looks = new Set<string>();
  for (; world.tick < world.phaseEndsTick; world.tick++) looks.add(wallLook(world));
  expect([...looks]).toEqual(['usual', 'flashing']);
  const battle = createWorld(matchSettings({ mode: 'battle', seatCount: 2 }));
  battle.phase = PHASE.play;
  battle.suddenDeathTick = battle.tick + 1;
  expect(wallLook(battle)).toBe('sudden-death');
});
