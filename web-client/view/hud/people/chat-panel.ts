// The chat: lines, a field, and a mark for unread lines. Where it is on the page is left to screens.ts, its lines to
// chat-log.ts.

import { readLine } from '#protocol';
import { words } from '../../../language/language.ts';
import type { ChatDraft } from '../../../netcode/chat-draft.ts';
import { fittingLine, utteranceOf, type ChatLine, type ChatLog, type Utterance } from '../../../netcode/chat-log.ts';
import { button, element, make, makeButton, write } from '../../element.ts';

/** UTF-16 units of the field: what is pasted beyond is not looked at. Spaces and marks that do not count may be among them. */
const TYPED_LENGTH_MAX = 600;
const UNREAD_SHOWN_MAX = 99;
/** As in styles/chat.css. */
const NO_PLACE_BESIDE = '(max-aspect-ratio: 11/10), (hover: none) and (pointer: coarse)';
/** Pixels from the end within which the chat scrolls with new lines. */
const FOLLOW_PIXELS = 40;

export interface ChatButtons {
  /** @returns false without a connection: then the line stays in the field */
  say(utterance: Utterance): boolean;
  /** A line cannot be sent: it is too long, or shows nothing. */
  refuse(): void;
  /** Mutes or unmutes all players. */
  muteAll(muted: boolean): void;
  choose(name: string): void;
  /** The number of unread lines has changed. */
  unread(): void;
  /** The chat would cover the running match. */
  covers(): void;
}

export class ChatPanel {
  private readonly panel = element('chat', HTMLElement);
  private readonly title = element('chat-title', HTMLElement);
  private readonly lines = element('chat-lines', HTMLElement);
  private readonly field = element('chat-text', HTMLInputElement);
  private readonly toggleButton: HTMLButtonElement;
  private readonly muteAll: HTMLButtonElement;
  private readonly unread = element('chat-unread', HTMLElement);
  private readonly log: ChatLog;
  private readonly draft: ChatDraft;
  private readonly buttons: ChatButtons;
  private scope: 'lobby' | 'room' = 'lobby';
  private ownName = '';
  private known: readonly string[] = [];
  private silent = false;
  private runs = false;
  private drawn: ChatLine | undefined;
  private marked = 0;

  constructor(log: ChatLog, draft: ChatDraft, buttons: ChatButtons) {
    this.log = log;
    this.draft = draft;
    this.buttons = buttons;
    this.field.maxLength = TYPED_LENGTH_MAX;
    this.field.addEventListener('input', (event) => {
      // A word that is being composed by an input method may be longer for a moment.
      if (event instanceof InputEvent && event.isComposing) return;
      this.type(fittingLine(this.field.value, this.names));
    });
    this.showDraft();
    this.toggleButton = button('chat-toggle', () => this.toggle());
    this.muteAll = button('chat-mute-all', () => this.setSilent(!this.silent));
    button('chat-close', () => this.close());
    element('chat-form', HTMLFormElement).addEventListener('submit', (event) => {
      event.preventDefault();
      this.submit();
    });
    this.panel.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape') return;
      event.stopPropagation();
      this.close();
    });
  }

  get isOpen(): boolean {
    return !this.panel.hidden;
  }

  /** @param closable whether it can be closed: over a match it can, beside a list it is part of the screen */
  stand(scope: 'lobby' | 'room', closable: boolean): void {
    this.scope = scope;
    write(this.title, scope === 'lobby' ? words().chat.lobby : words().chat.title);
    this.panel.classList.toggle('closable', closable);
    this.show(!closable);
  }

  /** Whether the maze beside the chat moves. Where there is no place beside it, the chat waits until it stands still. */
  set matchRuns(runs: boolean) {
    this.runs = runs;
    if (this.isOpen && this.wouldCover) this.close();
  }

  /** The players around, whose names a whisper may have. */
  company(ownName: string, names: readonly string[]): void {
    this.ownName = ownName;
    this.known = names;
  }

  toggle(): void {
    if (this.isOpen) this.close();
    else this.open();
  }

  open(): void {
    if (this.wouldCover) return this.buttons.covers();
    this.show(true);
    this.field.focus();
  }

  close(): void {
    if (!this.panel.classList.contains('closable')) return this.field.blur();
    const hadFocus = this.panel.contains(document.activeElement);
    this.show(false);
    if (hadFocus) this.toggleButton.focus();
  }

  /** A new session has muted nobody. */
  forget(): void {
    this.labelSilent(false);
  }

  /** Begins a whisper to a player. */
  whisperTo(name: string): void {
    this.open();
    this.type(fittingLine(`/w ${name} ${this.field.value}`, [name, ...this.names]));
  }

  /** The draft has another line: one that came back, or was kept. */
  showDraft(): void {
    if (this.field.value !== this.draft.line) this.field.value = this.draft.line;
  }

  /** Draws what the log has that is not drawn yet. */
  update(): void {
    const { lines } = this.log;
    const from = this.drawn === undefined ? 0 : lines.indexOf(this.drawn) + 1;
    if (from === 0) this.lines.replaceChildren();
    const follows = this.lines.scrollTop + this.lines.clientHeight > this.lines.scrollHeight - FOLLOW_PIXELS;
    for (const line of lines.slice(from)) this.lines.append(this.lineRow(line));
    while (this.lines.children.length > lines.length) this.lines.firstElementChild!.remove();
    this.drawn = lines.at(-1);
    if (follows) this.lines.scrollTop = this.lines.scrollHeight;
    if (this.isOpen) this.log.seen();
    this.mark();
  }

  private show(open: boolean): void {
    this.panel.hidden = !open;
    this.toggleButton.setAttribute('aria-expanded', String(open));
    if (open) this.lines.scrollTop = this.lines.scrollHeight;
    this.update();
  }

  private mark(): void {
    const { unread } = this.log;
    if (unread !== this.marked) this.buttons.unread();
    this.marked = unread;
    this.unread.hidden = unread === 0;
    write(this.unread, unread > UNREAD_SHOWN_MAX ? `${UNREAD_SHOWN_MAX}+` : String(unread));
    this.unread.setAttribute('aria-label', words().chat.unread(unread));
  }

  private submit(): void {
    const utterance = utteranceOf(this.field.value, this.scope, this.names);
    // Enter in an empty field closes the chat.
    if (utterance === null) return this.field.value.trim() === '' ? this.close() : undefined;
    // What the server would refuse stays in the field, to be shortened.
    const text = readLine(utterance.text);
    if (text === null) return this.buttons.refuse();
    if (!this.buttons.say({ ...utterance, text })) return;
    this.draft.sent(text);
    this.showDraft();
  }

  /** A window with the chat below the maze, or a device whose keyboard takes half of the screen. */
  private get wouldCover(): boolean {
    return this.runs && this.panel.classList.contains('closable') && matchMedia(NO_PLACE_BESIDE).matches;
  }

  /** Names that a whisper may have. */
  private get names(): readonly string[] {
    return [...this.known, ...this.log.speakers];
  }

  private type(line: string): void {
    this.draft.line = line;
    this.showDraft();
  }

  private setSilent(silent: boolean): void {
    this.labelSilent(silent);
    this.buttons.muteAll(silent);
  }

  private labelSilent(silent: boolean): void {
    this.silent = silent;
    this.muteAll.setAttribute('aria-pressed', String(silent));
    write(this.muteAll, silent ? words().chat.unmuteAll : words().chat.muteAll);
  }

  private lineRow(line: ChatLine): HTMLElement {
    if (line.kind === 'news') return make('p', 'report', line.text);
    const { scope, from, to, text } = line;
    const isOwn = from === this.ownName;
    const name = isOwn ? make('span', 'from', from) : makeButton(from, () => this.buttons.choose(from), 'from');
    const whom = isOwn ? words().chat.to(to) : words().chat.toYou;
    const addressed = scope === 'whisper' ? [' ', make('span', 'to', whom)] : [];
    return make('p', `in-${scope}${isOwn ? ' own' : ''}`, name, ...addressed, ' ', make('span', 'text', text));
  }
}
