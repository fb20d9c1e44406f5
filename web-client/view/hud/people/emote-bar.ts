// The buttons for emotes and ready phrases: a tray that a button opens, beside the maze and never over it. The keys 1 to 8
// show emotes without the tray. Where there is room for one row only, the tray shows what was asked for.

import { EMOTE_INTERVAL_TICKS, EMOTES, PHRASES, type Emote } from '#protocol';
import { TICKS_PER_SECOND } from '#simulation';
import { words } from '../../../language/language.ts';
import { button, element, make, makeButton } from '../../element.ts';
import { drawEmote } from '../../maze/pictures/emote-art.ts';
import { picture } from '../../picture.ts';

/** The server's interval, and a little more: emotes may travel at different speeds. */
const INTERVAL_MS = (EMOTE_INTERVAL_TICKS * 1000) / TICKS_PER_SECOND + 100;
const SIDE = 18;

export interface EmoteButtons {
  emote(emote: Emote): void;
  /** @param phrase its number, from 1 on */
  phrase(phrase: number): void;
}

export class EmoteBar {
  private readonly toggle: HTMLButtonElement;
  private readonly tray = element('emotes', HTMLElement);
  private readonly buttons: EmoteButtons;
  private sentMs = -Infinity;

  constructor(buttons: EmoteButtons) {
    this.buttons = buttons;
    this.toggle = button('emotes-toggle', () => this.open(this.tray.hidden !== false, 'emotes'));
    this.toggle.prepend(picture(SIDE, '', (context) => drawEmote(context, 'hello')));
    const emotes = EMOTES.map((emote, i) => {
      const each = makeButton('', () => this.emote(emote), 'emote');
      each.title = words().emotes.withKey(words().emotes[emote], i + 1);
      each.ariaLabel = words().emotes[emote];
      each.append(picture(SIDE, '', (context) => drawEmote(context, emote)));
      return each;
    });
    const phrases = PHRASES.map((phrase, i) => {
      return makeButton(words().chat.phrases[phrase], () => this.say(() => buttons.phrase(i + 1)), 'phrase');
    });
    this.tray.append(make('div', 'emote-row', ...emotes), make('div', 'phrases', ...phrases));
    this.tray.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape') return;
      event.stopPropagation();
      this.open(false);
      this.toggle.focus();
    });
  }

  /** @param offered whether the mode has emotes and phrases */
  offer(offered: boolean): void {
    this.toggle.hidden = !offered;
    if (!offered) this.open(false);
  }

  /** @returns whether the mode has phrases */
  togglePhrases(): boolean {
    if (!this.toggle.hidden) this.open(this.tray.hidden !== false, 'phrases');
    return !this.toggle.hidden;
  }

  /** @param key 1 and up, as on the keyboard. @returns whether it is the key of an emote */
  press(key: number): boolean {
    const emote = EMOTES[key - 1];
    if (emote === undefined || this.toggle.hidden) return false;
    this.emote(emote);
    return true;
  }

  private emote(emote: Emote): void {
    this.say(() => this.buttons.emote(emote));
  }

  /** One that comes too early is dropped: the server would refuse it. */
  private say(send: () => void): void {
    this.open(false);
    const nowMs = performance.now();
    if (nowMs - this.sentMs < INTERVAL_MS) return;
    this.sentMs = nowMs;
    send();
  }

  private open(open: boolean, shows: 'emotes' | 'phrases' = 'emotes'): void {
    this.tray.dataset['shows'] = shows;
    this.tray.hidden = !open;
    this.toggle.setAttribute('aria-expanded', String(open));
  }
}
