// The picture of a result, and ways to give it away: the system's share sheet with the picture, where there is one that takes files,
// else copies and a file. Loaded when it is wanted.

import '../../styles/share.css';
import type { World } from '#simulation';
import { words } from '../../language/language.ts';
import { copyText } from '../clipboard.ts';
import { LinkDialog } from '../dialogs/link-dialog.ts';
import { make, makeButton, write } from '../element.ts';
import { saveFile } from '../save-file.ts';
import { hasShareSheet, openShareSheet } from '../share-sheet.ts';
import { drawShareCard, SHARE_HEIGHT, SHARE_WIDTH } from './share-art.ts';
import type { ShareCard } from './share-card.ts';

const FILE_NAME = 'packetman.png';
const PNG = 'image/png';
const DONE_MS = 2000;

export interface SharedResult {
  readonly card: ShareCard;
  /** As the match ended. */
  readonly world: World;
  /** What the player has done, in a sentence. */
  readonly text: string;
  /** Of the replay, or of the room. */
  readonly url: string;
}

let dialog: ShareDialog | null = null;

export async function openShareDialog(shared: SharedResult): Promise<void> {
  dialog ??= new ShareDialog();
  await dialog.open(shared);
}

class ShareDialog {
  private readonly dialog = make('dialog', 'share-dialog');
  private readonly canvas = make('canvas', 'share-picture');
  private readonly sheet: HTMLButtonElement;
  private readonly copyLink: HTMLButtonElement;
  private readonly copyPicture: HTMLButtonElement;
  private readonly save: HTMLButtonElement;
  private shared: SharedResult | null = null;
  /** Null until it is made: share sheets open in a press only, so nothing is awaited then. */
  private file: File | null = null;

  constructor() {
    const { shareTitle, copyPicture, savePicture } = words().results;
    const heading = make('h2', '', shareTitle);
    heading.id = 'share-title';
    this.dialog.setAttribute('aria-labelledby', heading.id);
    this.canvas.role = 'img';
    this.canvas.width = SHARE_WIDTH;
    this.canvas.height = SHARE_HEIGHT;
    this.sheet = makeButton(words().link.share, () => void this.openSheet());
    this.copyLink = makeButton(words().link.copy, () => void this.copiedLink());
    this.copyPicture = makeButton(copyPicture, () => void this.copiedPicture());
    this.save = makeButton(savePicture, () => this.saved());
    const close = makeButton(words().page.close, () => this.dialog.close());
    const buttons = make('div', 'buttons', this.sheet, this.copyLink, this.copyPicture, this.save, close);
    this.dialog.append(make('div', 'group', heading, this.canvas, buttons));
    // A press beside the dialog closes it.
    this.dialog.addEventListener('click', ({ target }) => target === this.dialog && this.dialog.close());
    document.body.append(this.dialog);
  }

  async open(shared: SharedResult): Promise<void> {
    this.shared = shared;
    this.file = null;
    const context = this.canvas.getContext('2d')!;
    context.reset();
    drawShareCard(context, shared.card, shared.world);
    this.canvas.ariaLabel = words().results.sharePicture(shared.text);
    this.sheet.hidden = !hasShareSheet();
    this.sheet.classList.toggle('strong', hasShareSheet());
    this.copyLink.classList.toggle('strong', !hasShareSheet());
    this.copyPicture.hidden = !canCopyPictures();
    if (!this.dialog.open) this.dialog.showModal();
    (hasShareSheet() ? this.sheet : this.copyLink).focus();
    const blob = await new Promise<Blob | null>((resolve) => this.canvas.toBlob(resolve, PNG));
    if (blob !== null && this.shared === shared) this.file = new File([blob], FILE_NAME, { type: PNG });
  }

  private async openSheet(): Promise<void> {
    const { shared, file } = this;
    if (shared === null) return;
    const files = file === null ? [] : [file];
    const isTaken = files.length > 0 && (navigator.canShare?.({ files }) ?? false);
    const link = { title: shared.text, url: shared.url };
    const outcome = await openShareSheet(isTaken ? { ...link, text: shared.text, files } : link);
    if (outcome === 'shared') this.dialog.close();
    else if (outcome === 'none') await this.copiedLink();
  }

  private async copiedLink(): Promise<void> {
    if (this.shared === null) return;
    const { text, url } = this.shared;
    if (await copyText(url)) return say(this.copyLink, words().link.copied);
    this.dialog.close();
    LinkDialog.shared.open(text, url, { isCopiedByHand: true });
  }

  private async copiedPicture(): Promise<void> {
    if (this.file === null) return;
    try {
      await navigator.clipboard.write([new ClipboardItem({ [PNG]: this.file })]);
      say(this.copyPicture, words().link.copied);
    } catch {
      // The browser, or the player, allows no pictures in the clipboard: a file is left.
      this.copyPicture.hidden = true;
      this.save.focus();
    }
  }

  private saved(): void {
    if (this.file !== null) saveFile(FILE_NAME, this.file);
  }
}

/** Browsers have it on https and on localhost only. */
function canCopyPictures(): boolean {
  return typeof ClipboardItem === 'function' && (navigator.clipboard as Clipboard | undefined)?.write !== undefined;
}

/** Says on a button that it has done its work, for a moment. */
function say(button: HTMLButtonElement, done: string): void {
  const label = button.textContent;
  if (label === done) return;
  write(button, done);
  setTimeout(() => write(button, label), DONE_MS);
}
