// What decides where a bot goes: one for each match.

import type { MatchModel } from '#client';
import type { AiSkill, Direction, World } from '#simulation';

/** What decides in one match. */
export interface Brain {
  /**
   * Called after each update of the World, and at least twenty times a second while the match is on.
   * @param ahead the World as it will be when the direction arrives, valid until the call returns
   * @returns the direction to take, or NONE to go on as before
   */
  decide(ahead: World): Direction;
}

/** What a module with a brain exports as `createBrain`. Called for each match. */
export type CreateBrain = (match: MatchModel, options: { readonly skill: AiSkill }) => Brain;
