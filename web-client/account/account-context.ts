// What the pages of accounts share.

import type { AccountCalls } from './account-calls.ts';
import type { AccountDialog } from './dialog/account-dialog.ts';

export interface AccountContext {
  readonly dialog: AccountDialog;
  readonly calls: AccountCalls;
  /** The name in the menu. */
  playerName(): string;
  /** Somebody has signed in or out, or has another name. */
  changed(): void;
  /** The API has said who is signed in: a login can end on another device. @param name null for nobody */
  learned(name: string | null): void;
  /** In the dialog while it is open, else on the page. */
  say(text: string): void;
  /** Asks a question over the dialog. @param safe the answer that changes nothing */
  ask(
    question: { readonly text: string; readonly yes: string; readonly safe: string },
    go: () => void | Promise<void>,
  ): void;
}
