// The rules of the mode that is played, over the match. The match goes on meanwhile.

import { element } from '../element.ts';
import { showRules } from '../menus/rules-card.ts';

export class RulesDialog {
  private readonly dialog = element('rules', HTMLDialogElement);
  private readonly card = element('match-rules', HTMLElement);

  /** @param mode nothing happens for one that this page does not know */
  show(mode: string): void {
    showRules(this.card, mode);
    if (this.card.hidden || this.dialog.open) return;
    this.dialog.showModal();
    // The button below has the focus. On a small phone that scrolls the beginning of the rules out of sight.
    this.dialog.scrollTop = 0;
  }

  close(): void {
    this.dialog.close();
  }
}
