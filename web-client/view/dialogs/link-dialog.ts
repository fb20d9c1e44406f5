// A link to give away: a QR code, the link in a field, and buttons to share and to copy it.

import { words } from '../../language/language.ts';
import { copyText } from '../clipboard.ts';
import { make, makeButton, write } from '../element.ts';
import { hasShareSheet, openShareSheet } from '../share-sheet.ts';

const COPIED_MS = 2000;

export class LinkDialog {
  private static made: LinkDialog | null = null;
  private readonly dialog = make('dialog', 'link-dialog');
  private readonly title = make('h2', '');
  private readonly code = make('canvas', 'qr-code');
  private readonly field = make('input', '');
  private readonly byHand = make('p', 'quiet', words().link.copyByHand);
  private readonly copy: HTMLButtonElement;
  private readonly sheet: HTMLButtonElement;
  private timer = 0;

  private constructor() {
    const { copy, share, close, field, qrCode } = words().link;
    this.copy = makeButton(copy, () => void this.copied(), 'strong');
    this.sheet = makeButton(share, () => void openShareSheet({ title: this.title.textContent, url: this.field.value }));
    this.field.readOnly = true;
    this.field.ariaLabel = field;
    this.field.addEventListener('focus', () => this.field.select());
    this.code.role = 'img';
    this.code.ariaLabel = qrCode;
    this.title.id = 'link-title';
    this.byHand.role = 'status';
    this.dialog.setAttribute('aria-labelledby', 'link-title');
    const buttons = make(
      'div',
      'buttons',
      this.copy,
      this.sheet,
      makeButton(close, () => this.dialog.close()),
    );
    this.dialog.append(make('div', 'group', this.title, this.code, this.field, this.byHand, buttons));
    // A press beside the dialog closes it.
    this.dialog.addEventListener('click', ({ target }) => target === this.dialog && this.dialog.close());
    document.body.append(this.dialog);
  }

  /** The dialog of the page, made when it is first needed. */
  static get shared(): LinkDialog {
    return (LinkDialog.made ??= new LinkDialog());
  }

  /** @param isCopiedByHand whether the page cannot copy the link: then it is selected in the field */
  open(title: string, url: string, { isCopiedByHand = false } = {}): void {
    write(this.title, title);
    this.field.value = url;
    this.byHand.hidden = !isCopiedByHand;
    this.sheet.hidden = !hasShareSheet();
    write(this.copy, words().link.copy);
    this.code.hidden = true;
    void this.drawCode(url);
    if (!this.dialog.open) this.dialog.showModal();
    (isCopiedByHand ? this.field : this.copy).focus();
  }

  private async drawCode(url: string): Promise<void> {
    // An outdated page may not find the file on the server: only the link is shown then.
    const drawn = await import('../qr-code.ts').catch(() => null);
    if (this.field.value !== url) return;
    this.code.hidden = drawn?.drawQrCode(this.code, url) !== true;
  }

  private async copied(): Promise<void> {
    if (!(await copyText(this.field.value))) {
      this.byHand.hidden = false;
      return this.field.focus();
    }
    write(this.copy, words().link.copied);
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => write(this.copy, words().link.copy), COPIED_MS);
  }
}
