// What follows when the server refuses a request for a room: the password is asked for, watching is offered, or the
// refusal is shown.

import type { EndReason, Entry } from '#client';
import { words } from '../../language/language.ts';
import type { Prompt } from './prompt.ts';
import { endingOf, type Ending } from '../menus/endings.ts';

export interface EntryActions {
  enter(entry: Entry): void;
  /** There is no way into that room. */
  giveUp(ending: Ending): void;
}

const NEVER_MIND: Ending = { text: null, way: 'anywhere' };

/** The request for the match that the server features. */
export const FEATURED_MATCH: Entry = { type: 'watch', code: '', password: '' };

/** @param refused the request that was refused with this code */
export function openEntryDialog(
  code: EndReason,
  refused: Entry,
  dialog: Pick<Prompt, 'open'>,
  actions: EntryActions,
): void {
  if (isFeatured(refused) && code === 'no-such-room') {
    return actions.giveUp({ text: words().menu.nothingToWatch, way: 'anywhere' });
  }
  const ending = endingOf(code);
  const dismissed = (): void => actions.giveUp(NEVER_MIND);
  if (ending.way === 'password' && 'code' in refused) {
    dialog.open({
      text: passwordText(code, refused),
      field: true,
      ways: [{ label: words().room.enter, go: (password) => actions.enter({ ...refused, password }) }],
      dismissed,
    });
  } else if (ending.way === 'watch' && 'code' in refused) {
    const { code: room, password } = refused;
    dialog.open({
      text: ending.text ?? '',
      ways: [{ label: words().rooms.watch, go: () => actions.enter({ type: 'watch', code: room, password }) }],
      dismissed,
    });
  } else actions.giveUp(ending);
}

/** Only `wrong-password` says anything about what was given: during a delay the right one is refused as well. */
function passwordText(code: EndReason, refused: { readonly code: string; readonly password: string }): string {
  if (code !== 'wrong-password') return endingOf(code).text ?? '';
  const { roomHasPassword, passwordWrong } = words().endings;
  return refused.password === '' ? roomHasPassword(refused.code) : passwordWrong;
}

function isFeatured(entry: Entry): boolean {
  return entry.type === 'watch' && entry.code === '';
}
