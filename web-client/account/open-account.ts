// Opens the dialog of accounts. Loaded when it is wanted, with all of its pages.

import '../styles/account.css';
import { accountCalls } from './account-calls.ts';
import type { AccountContext } from './account-context.ts';
import { AccountDialog } from './dialog/account-dialog.ts';
import { homePage } from './pages/home.ts';

let dialog: AccountDialog | null = null;

export function openAccount(page: Omit<AccountContext, 'dialog' | 'calls'>): void {
  dialog ??= new AccountDialog();
  const shown = dialog;
  const say = (text: string): void => (shown.isOpen ? shown : page).say(text);
  dialog.open(homePage({ ...page, say, dialog, calls: accountCalls }));
}
