// The dialog of accounts: one page at a time, a way back, and a close button. Pages are in ../pages.

import { words } from '../../language/language.ts';
import { make, makeButton, write } from '../../view/element.ts';

/** A sentence is read in less. */
const SAID_MS = 6000;

export interface AccountPage {
  readonly title: string;
  /** Puts what it shows into the body, which is empty. Called anew when the player comes back to the page. */
  fill(body: HTMLElement): void;
}

export class AccountDialog {
  private readonly dialog = make('dialog', 'account');
  private readonly heading = make('h2', '');
  private readonly said = make('p', 'account-said');
  private readonly body = make('div', 'account-body');
  private readonly back: HTMLButtonElement;
  private timer = 0;
  /** The first page is below all others. */
  private pages: AccountPage[] = [];

  constructor() {
    this.heading.id = 'account-title';
    this.heading.tabIndex = -1;
    this.dialog.setAttribute('aria-labelledby', this.heading.id);
    this.back = makeButton('‹', () => this.goBack(), 'close');
    this.back.ariaLabel = this.back.title = words().account.back;
    const close = makeButton('✕', () => this.close(), 'close');
    close.ariaLabel = close.title = words().page.close;
    this.dialog.append(make('header', '', this.back, this.heading, close), this.said, this.body);
    this.said.role = 'status';
    this.dialog.addEventListener('cancel', (event) => {
      // Escape leads back first. What a page has asked of the player stays on the screen until they close it.
      if (this.pages.length < 2) return;
      event.preventDefault();
      this.goBack();
    });
    document.body.append(this.dialog);
  }

  /** Opens the dialog with this page alone. */
  open(page: AccountPage): void {
    this.pages = [page];
    this.show();
    if (!this.dialog.open) this.dialog.showModal();
    this.focus();
  }

  /** Shows a page over the one that is shown. */
  go(page: AccountPage): void {
    if (!this.dialog.open) return;
    this.pages.push(page);
    this.show();
    this.focus();
  }

  /** Shows a page instead of all but the first. */
  goFromHome(page: AccountPage): void {
    this.pages.length = Math.min(1, this.pages.length);
    this.go(page);
  }

  goBack(): void {
    if (this.pages.length > 1) this.pages.pop();
    this.show();
    this.focus();
  }

  goHome(): void {
    this.pages.length = Math.min(1, this.pages.length);
    this.show();
    this.focus();
  }

  close(): void {
    this.dialog.close();
    write(this.said, '');
    // Nothing secret stays in a closed dialog.
    this.body.replaceChildren();
  }

  /** Says for some seconds what has happened: a line of the page itself would lie below the dialog. */
  say(text: string): void {
    write(this.said, text);
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => write(this.said, ''), SAID_MS);
  }

  get isOpen(): boolean {
    return this.dialog.open;
  }

  /** Whether the page is the one that is shown: an answer may come when the player is elsewhere. */
  shows(page: AccountPage): boolean {
    return this.dialog.open && this.pages.at(-1) === page;
  }

  private show(): void {
    const page = this.pages.at(-1);
    if (page === undefined) return;
    write(this.heading, page.title);
    this.back.hidden = this.pages.length < 2;
    this.body.replaceChildren();
    page.fill(this.body);
    this.body.scrollTop = 0;
  }

  /** Fields are typed into at once; a page without one says its title to screen readers. */
  private focus(): void {
    const field = this.body.querySelector<HTMLElement>('[data-first-focus]');
    (field ?? this.heading).focus();
  }
}
