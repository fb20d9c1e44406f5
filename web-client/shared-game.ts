// The room that several players at one screen begin with: private, with a seat for each of them, and without a wait in its lobby.

import { DEFAULT_SETTINGS, type Entry } from '#client';

/** Seats of such a room at least: friends can join by its link, and in `battle` the AI takes what is free. */
const SEATS = 4;

/** @param mode one that can be shared (netcode/local-players.ts) */
export function sharedGame(mode: string): Entry {
  const settings = { ...DEFAULT_SETTINGS, mode, seatCount: SEATS, fill: mode === 'battle' };
  return { type: 'create', settings, password: '' };
}
