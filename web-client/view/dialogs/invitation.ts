// The buttons that invite others into the player's room.

import { words } from '../../language/language.ts';
import { roomLink } from '../address.ts';
import { LinkDialog } from './link-dialog.ts';

/** @param room code of the player's room; null for none */
export function listenToInviteButtons(room: () => string | null): void {
  for (const button of document.querySelectorAll<HTMLButtonElement>('button.invite')) {
    button.addEventListener('click', () => {
      const code = room();
      if (code !== null) LinkDialog.shared.open(words().link.inviteTo(code), roomLink(code));
    });
  }
}
