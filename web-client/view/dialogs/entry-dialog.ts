// What follows when the server does not let us into a room: the password is asked for, watching is offered, or we are
// turned away with a word.

import type { ErrorCode } from '#protocol';
import type { Ask } from '../../netcode/session-state.ts';
import type { Prompt } from './prompt.ts';
import { endingOf, type Ending } from '../menus/endings.ts';

export interface DoorWays {
  enter(ask: Ask): void;
  turnedAway(ending: Ending): void;
}

const NEVER_MIND: Ending = { text: null, way: 'anywhere' };

/** @param asked what was refused with this code. */
export function meetClosedDoor(code: ErrorCode, asked: Ask, dialog: Pick<Prompt, 'open'>, ways: DoorWays): void {
  const ending = endingOf(code);
  const dismissed = (): void => ways.turnedAway(NEVER_MIND);
  if (ending.way === 'password' && 'code' in asked) {
    dialog.open({
      text: passwordText(code, asked),
      field: true,
      ways: [{ label: 'Enter', go: (password) => ways.enter({ ...asked, password }) }],
      dismissed,
    });
  } else if (ending.way === 'watch' && 'code' in asked) {
    const { code: room, password } = asked;
    dialog.open({
      text: ending.text ?? '',
      ways: [{ label: 'Watch', go: () => ways.enter({ type: 'watch', code: room, password }) }],
      dismissed,
    });
  } else ways.turnedAway(ending);
}

/** Only `wrong-password` says anything about what was given: during a delay the right one is refused as well. */
function passwordText(code: ErrorCode, asked: { readonly code: string; readonly password: string }): string {
  if (code !== 'wrong-password') return endingOf(code).text ?? '';
  return asked.password === '' ? `Room ${asked.code} has a password.` : 'That was not it. Try the password again.';
}
