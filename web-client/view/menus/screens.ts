// Which of the page's screens is shown in which state. One screen is visible at a time.

import type { SessionState } from '../../netcode/session-state.ts';
import { element } from '../element.ts';

export type Screen = SessionScreen | 'replays' | 'replay' | 'practice' | 'local';
/** Those that follow from the state of the session. */
type SessionScreen = 'menu' | 'rooms' | 'room' | 'match';

const SCREENS: readonly Screen[] = ['menu', 'rooms', 'room', 'match', 'replays', 'replay', 'practice', 'local'];

/** @param home the screen of the lobby: the list of rooms for a player who came from there. */
export function screenOf(state: SessionState, home: 'menu' | 'rooms'): SessionScreen {
  switch (state.name) {
    case 'connecting':
    case 'ended':
      return 'menu';
    case 'lobby':
      return home;
    case 'entering':
    case 'room':
    case 'disconnected':
    case 'resuming':
      return state.room === null ? home : screenOfRoom(state.room.state);
  }
}

function screenOfRoom(state: string): SessionScreen {
  return state === 'lobby' ? 'room' : 'match';
}

export class Screens {
  shown: Screen | null = null;
  private readonly changed: (screen: Screen) => void;

  /** @param changed called when another screen is shown */
  constructor(changed: (screen: Screen) => void) {
    this.changed = changed;
  }

  /** @returns whether it was not shown before */
  show(screen: Screen): boolean {
    if (screen === this.shown) return false;
    if (this.shown === null) document.getElementById('splash')?.remove();
    this.shown = screen;
    for (const each of SCREENS) element(each, HTMLElement).hidden = each !== screen;
    const place = document.querySelector(`[data-chat='${screen}']`);
    if (place !== null) place.append(element('chat', HTMLElement));
    this.changed(screen);
    return true;
  }
}
