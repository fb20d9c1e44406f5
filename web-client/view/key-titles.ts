// The titles of buttons that have a key: they name it, as the player has chosen it.

import type { MatchAction } from '../input/key-map.ts';
import { words } from '../language/language.ts';
import { preferences } from '../preferences.ts';
import { element } from './element.ts';
import { keyName } from './key-names.ts';

const BUTTONS: readonly (readonly [id: string, action: MatchAction])[] = [
  ['pause', 'pause'],
  ['mute', 'sound'],
  ['chat-toggle', 'chat'],
  ['rules-show', 'rules'],
  ['follow-next', 'follow'],
];

/** Writes them, now and with every change of the keys. */
export function titleKeys(): void {
  const write = (): void => {
    const { actions, withKey } = words().controls;
    for (const [id, action] of BUTTONS) {
      const key = preferences.get('keys')[action] === '' ? '' : keyName(action);
      element(id, HTMLButtonElement).title = key === '' ? actions[action] : withKey(actions[action], key);
    }
  };
  write();
  preferences.onChange('keys', write);
}
