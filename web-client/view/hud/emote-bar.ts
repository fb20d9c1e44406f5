// The buttons for emotes: a tray that a button opens. The keys 1 to 8 need no tray.

import { EMOTE_INTERVAL_TICKS, EMOTES, type Emote } from '#protocol';
import { TICKS_PER_SECOND } from '#simulation';
import { words } from '../../language/language.ts';
import { button, element, makeButton } from '../element.ts';
import { drawEmote } from '../maze/pictures/emote-art.ts';
import { picture } from '../picture.ts';

/** The server's interval, and a little more: emotes may travel at different speeds. */
const INTERVAL_MS = (EMOTE_INTERVAL_TICKS * 1000) / TICKS_PER_SECOND + 100;
const SIDE = 18;

export class EmoteBar {
  private readonly toggle: HTMLButtonElement;
  private readonly tray = element('emotes', HTMLElement);
  private readonly send: (emote: Emote) => void;
  private sentMs = -Infinity;

  constructor(send: (emote: Emote) => void) {
    this.send = send;
    this.toggle = button('emotes-toggle', () => this.open(this.toggle.ariaExpanded !== 'true'));
    this.toggle.prepend(picture(SIDE, '', (context) => drawEmote(context, 'hello')));
    for (const [i, emote] of EMOTES.entries()) {
      const each = makeButton('', () => this.choose(emote, performance.now()), 'emote');
      const names = words().emotes;
      each.title = names.withKey(names[emote], i + 1);
      each.ariaLabel = names[emote];
      each.append(picture(SIDE, '', (context) => drawEmote(context, emote)));
      this.tray.append(each);
    }
  }

  /** @param offered whether the mode has emotes */
  offer(offered: boolean): void {
    this.toggle.hidden = !offered;
    if (!offered) this.open(false);
  }

  /** @param key 1 and up, as on the keyboard. @returns whether it is the key of an emote */
  press(key: number, nowMs: number): boolean {
    const emote = EMOTES[key - 1];
    if (emote === undefined || this.toggle.hidden) return false;
    this.choose(emote, nowMs);
    return true;
  }

  /** One that comes too early is dropped: the server would refuse it. */
  private choose(emote: Emote, nowMs: number): void {
    this.open(false);
    if (nowMs - this.sentMs < INTERVAL_MS) return;
    this.sentMs = nowMs;
    this.send(emote);
  }

  private open(open: boolean): void {
    this.tray.hidden = !open;
    this.toggle.setAttribute('aria-expanded', String(open));
  }
}
