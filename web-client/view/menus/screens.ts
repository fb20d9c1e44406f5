// Which of the page's screens stands for which state, and showing it. One screen is visible at a time.

import type { SessionState } from '../../netcode/session-state.ts';
import { element } from '../element.ts';

export type Screen = 'menu' | 'rooms' | 'room' | 'match';

const SCREENS: readonly Screen[] = ['menu', 'rooms', 'room', 'match'];

/** @param home where the lobby leads: those who came from the list of rooms go back to it. */
export function screenOf(state: SessionState, home: 'menu' | 'rooms'): Screen {
  switch (state.name) {
    case 'connecting':
    case 'ended':
      return 'menu';
    case 'lobby':
      return home;
    case 'away':
      return state.room === null ? home : screenOfRoom(state.room.state);
    case 'room':
      return screenOfRoom(state.room.state);
  }
}

function screenOfRoom(state: string): Screen {
  return state === 'lobby' ? 'room' : 'match';
}

export class Screens {
  shown: Screen | null = null;

  /** Whether it was not shown before. */
  show(screen: Screen): boolean {
    if (screen === this.shown) return false;
    this.shown = screen;
    for (const each of SCREENS) element(each, HTMLElement).hidden = each !== screen;
    const place = document.querySelector(`[data-chat='${screen}']`);
    if (place !== null) place.append(element('chat', HTMLElement));
    return true;
  }
}
