// The decisions of a bot by default: those of the built-in AI.

import { aiDirection, NONE, ROLE, tileOfPixel, type AiSkill, type Direction, type Tile, type World } from '#simulation';
import type { Brain } from './brain.ts';

/** It decides once in a tile, or in as many ticks as a tile takes. */
const TICKS_PER_TILE = 8;

export class Chaser implements Brain {
  private readonly seat: number;
  private readonly skill: AiSkill;
  private decided: { readonly tile: number; readonly tick: number; readonly direction: Direction };

  constructor(seat: number, skill: AiSkill = 'hard') {
    this.seat = seat;
    this.skill = skill;
    this.decided = { tile: -1, tick: 0, direction: NONE };
  }

  /** @param ahead the World as it will be when an input that is sent now arrives */
  decide(ahead: World): Direction {
    const tile = actorTile(ahead, this.seat);
    const { tick } = ahead;
    if (tile !== this.decided.tile || Math.abs(tick - this.decided.tick) >= TICKS_PER_TILE)
      this.decided = { tile, tick, direction: aiDirection(ahead, this.seat, this.skill) };
    return this.decided.direction;
  }
}

/** The tile of the Pac-Man or ghost that a seat controls: its role may change in a match. */
function actorTile(world: World, seat: number): Tile {
  const actor = world.seatActor[seat]!;
  if (world.seatRole[seat] === ROLE.ghost) return tileOfPixel(world.ghostX[actor]!, world.ghostY[actor]!);
  return tileOfPixel(world.pacX[actor]!, world.pacY[actor]!);
}
