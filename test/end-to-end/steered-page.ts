// A page that presses keys by itself, so that its match is soon over, or that a test steers.

import { createWorld, matchSettings } from '#simulation';
import type { Player } from './stack.ts';

declare global {
  interface Window {
    /** Whether the wish of the player has come to its end, since `recordTurn`. */
    hasTurned?: boolean;
  }
}

/** Ticks between two keys. */
const KEY_TICKS = 10;

/** The ways of the classic maze, and what the page cannot import. */
interface Ways {
  readonly walkable: readonly number[];
  /** By tile * 4 + direction. */
  readonly neighbour: readonly number[];
  readonly keyTicks: number;
}

/** Until the result the player's Pac-Man goes to the nearest ghost. */
export async function steerToEnd({ page }: Player): Promise<void> {
  const { walkable, neighbour } = createWorld(matchSettings({ mode: 'classic' })).maze;
  await page.evaluate(steer, {
    ...{ walkable: [...walkable], neighbour: [...neighbour], keyTicks: KEY_TICKS },
  });
}

/**
 * Runs in the page, before the first key: notes when the player's Pac-Man goes where the player wants, or where it appeared
 * stands before a wall. Until then the page may take the wish back, which is another input.
 */
export function recordTurn(): void {
  const [PLAY, WAITING, ALIVE, NONE] = [1, 1, 2, 4];
  const TICKS_TO_SET_OFF = 10;
  let wishedTick = Infinity;
  window.hasTurned = false;
  const look = (): void => {
    const { predicted, seat } = window.packetman!;
    if (predicted !== null && seat !== null) {
      const { tick, phase, pacState, pacWish, pacTravel } = predicted;
      const isWished = phase === PLAY && pacWish[seat] !== NONE;
      wishedTick = isWished ? Math.min(wishedTick, tick) : Infinity;
      const isUnderWay = pacState[seat] === ALIVE && pacTravel[seat] === pacWish[seat];
      window.hasTurned = isUnderWay || (pacState[seat] === WAITING && tick - wishedTick >= TICKS_TO_SET_OFF);
    }
    if (!window.hasTurned) requestAnimationFrame(look);
  };
  look();
}

/** Runs in the page. */
function steer({ walkable, neighbour, keyTicks }: Ways): void {
  const KEYS = ['ArrowRight', 'ArrowDown', 'ArrowLeft', 'ArrowUp'];
  const tileAt = (x: number, y: number): number => ((y >> 3) << 5) + ((x + 16) >> 3);
  /** The first direction of the shortest way to one of the tiles, -1 if there is none. */
  const wayTo = (from: number, tiles: ReadonlySet<number>): number => {
    const first = new Map([[from, -1]]);
    for (const tile of first.keys()) {
      if (tiles.has(tile)) return first.get(tile)!;
      for (let direction = 0; direction < 4; direction++) {
        const next = neighbour[tile * 4 + direction]!;
        if (walkable[next] !== 1 || first.has(next)) continue;
        first.set(next, tile === from ? direction : first.get(tile)!);
      }
    }
    return -1;
  };
  const key = (): string => {
    const { predicted, seat } = window.packetman!;
    const { seatActor, ghostX, ghostY, pacX, pacY } = predicted!;
    const actor = seatActor[seat!]!;
    const ghosts = new Set(ghostX.map((x, i) => tileAt(x, ghostY[i]!)));
    return KEYS[wayTo(tileAt(pacX[actor]!, pacY[actor]!), ghosts)] ?? 'ArrowUp';
  };
  let pressedTick = 0;
  const frame = (): void => {
    const { predicted, room } = window.packetman!;
    if (room === 'result' || predicted === null) return;
    if (predicted.tick - pressedTick >= keyTicks) {
      pressedTick = predicted.tick;
      const code = key();
      for (const type of ['keydown', 'keyup']) window.dispatchEvent(new KeyboardEvent(type, { code }));
    }
    requestAnimationFrame(frame);
  };
  frame();
}
