// Which scene follows which level of `classic`.

import { EVENT } from '#simulation';
import type { MatchEvent } from '../../netcode/online-match.ts';
import { parade } from './parade.ts';
import type { Scene } from './scene.ts';
import { tiptoe } from './tiptoe.ts';
import { waltz } from './waltz.ts';

/** By the level that was cleared. */
export const SCENES: ReadonlyMap<number, Scene> = new Map([
  [2, tiptoe],
  [5, parade],
  [9, waltz],
]);

/**
 * The scene before the level that begins with one of these events, if it was not shown yet; null for none.
 * @param shown levels after which a scene was shown in this match: a game that is rewound shows none twice
 */
export function sceneOf(events: readonly MatchEvent[], shown: Set<number>): Scene | null {
  for (const { kind, value } of events) {
    const cleared = value - 1;
    const scene = kind === EVENT.levelStarted ? SCENES.get(cleared) : undefined;
    if (scene === undefined || shown.has(cleared)) continue;
    shown.add(cleared);
    return scene;
  }
  return null;
}
