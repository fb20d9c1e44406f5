// A line that appears for a moment and goes away by itself.

import { element } from '../element.ts';

const SHOWN_MS = 5000;

export class Toast {
  private readonly line = element('toast', HTMLElement);
  private timer = 0;

  say(text: string | null): void {
    clearTimeout(this.timer);
    this.line.hidden = text === null;
    this.line.textContent = text;
    this.timer = window.setTimeout(() => (this.line.hidden = true), SHOWN_MS);
  }
}
