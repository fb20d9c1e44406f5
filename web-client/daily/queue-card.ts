// What the menu shows while the player waits for a ranked match: how long, for whom, and the ways out of it.

import type { ServerMessage } from '#protocol';
import { words } from '../language/language.ts';
import { make, makeButton, write } from '../view/element.ts';
import { modeTitle } from '../view/mode-cards.ts';

type Queued = ServerMessage & { readonly type: 'queued' };

/** After so long the page offers a match that is not ranked. */
const OFFER_MS = 20_000;
const SECOND_MS = 1000;

export interface QueueButtons {
  cancel(): void;
  /** A match that is not ranked, instead. */
  playNow(mode: string): void;
}

export class QueueCard {
  readonly root = make('section', 'card queue');
  private readonly form: HTMLElement;
  private readonly title = make('h2', '');
  private readonly waited = make('p', 'queue-waited');
  private readonly facts = make('p', 'quiet');
  private readonly range = make('p', 'quiet');
  private readonly offer: HTMLElement;
  private readonly cancel: HTMLButtonElement;
  /** The newest message, and when it came. */
  private queued: { readonly message: Queued; readonly atMs: number } | null = null;
  private timer: ReturnType<typeof setInterval> | undefined;

  /** @param form in whose place it is shown */
  constructor(form: HTMLElement, buttons: QueueButtons) {
    const text = words().ranked;
    this.form = form;
    this.title.id = 'queue-title';
    this.root.setAttribute('aria-labelledby', this.title.id);
    this.root.hidden = true;
    this.waited.role = 'timer';
    const playNow = makeButton(text.playNow, () => this.queued !== null && buttons.playNow(this.queued.message.mode));
    this.offer = make('div', 'queue-offer', make('p', '', text.offer), playNow);
    this.cancel = makeButton(text.cancel, () => buttons.cancel(), 'strong');
    this.cancel.id = 'queue-cancel';
    const buttonsRow = make('div', 'buttons', this.cancel);
    this.root.append(this.title, this.waited, this.facts, this.range, this.offer, buttonsRow);
    form.after(this.root);
  }

  show(message: Queued, nowMs: number): void {
    const { rank, rating, anyone, between } = words().ranked;
    this.queued = { message, atMs: nowMs };
    write(this.title, words().ranked.waiting(modeTitle(message.mode)));
    write(this.facts, rank(message.position, message.waiting));
    const isKnown = message.rating !== 0 || message.most !== 0;
    const isAnyone = message.waitedMs >= message.waitMsMax;
    const range = isAnyone ? anyone : between(message.least / 100, message.most / 100);
    write(this.range, isKnown ? `${rating(message.rating / 100)} ${range}` : '');
    this.tick(nowMs);
    if (!this.root.hidden) return;
    this.root.hidden = false;
    this.form.hidden = true;
    this.timer = setInterval(() => this.tick(performance.now()), SECOND_MS);
    this.cancel.focus({ preventScroll: true });
  }

  hide(): void {
    if (this.root.hidden) return;
    clearInterval(this.timer);
    this.queued = null;
    this.root.hidden = true;
    this.form.hidden = false;
  }

  private tick(nowMs: number): void {
    if (this.queued === null) return;
    const waitedMs = this.queued.message.waitedMs + nowMs - this.queued.atMs;
    write(this.waited, words().ranked.waited(Math.floor(waitedMs / SECOND_MS)));
    this.offer.hidden = waitedMs < OFFER_MS;
  }
}
