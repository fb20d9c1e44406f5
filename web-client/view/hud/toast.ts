// A line that appears for a moment and goes away by itself.

import { element } from '../element.ts';

const SHOWN_MS = 5000;
/** What an operator says to everybody, in the middle of a match too. */
const ANNOUNCED_MS = 12_000;

export class Toast {
  private readonly line = element('toast', HTMLElement);
  private timer = 0;

  say(text: string | null): void {
    this.show(text, SHOWN_MS);
  }

  announce(text: string): void {
    this.show(text, ANNOUNCED_MS);
  }

  private show(text: string | null, ms: number): void {
    clearTimeout(this.timer);
    this.line.hidden = text === null;
    this.line.textContent = text;
    this.timer = window.setTimeout(() => (this.line.hidden = true), ms);
  }
}
