// The line of the menu that says who plays, and leads to the account. It is there only while the API answers.

import { words } from '../language/language.ts';
import { make, makeButton, write } from '../view/element.ts';
import type { Who } from './account.ts';

export class AccountChip {
  private readonly button: HTMLButtonElement;
  private readonly name = make('span', 'who', '');
  private readonly call = make('strong', '', words().account.keepName);

  /** @param place that it is put into */
  constructor(place: HTMLElement, open: () => void) {
    this.button = makeButton('', open, 'account-chip');
    this.button.append(this.name, this.call);
    this.button.hidden = true;
    place.append(this.button);
  }

  /** @param playerName the one in the menu */
  show(who: Who, playerName: string): void {
    this.button.hidden = who.kind === 'none';
    this.call.hidden = who.kind === 'person';
    write(this.name, words().account.playingAs(who.kind === 'person' ? who.name : playerName));
  }
}
