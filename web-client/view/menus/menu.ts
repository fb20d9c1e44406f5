// The first screen: a mode, a name, one big button, other ways to play, and what went wrong if something did.

import { NAME_LENGTH_MAX, readName } from '#protocol';
import type { ModeName } from '#simulation';
import { words } from '../../language/language.ts';
import { LinkedRoomWatch } from '../../netcode/linked-room-watch.ts';
import { preferences } from '../../preferences.ts';
import { roomInAddress, setAddress } from '../address.ts';
import { button, element, limitCharacters } from '../element.ts';
import { DEFAULT_MODE, modeTitle } from '../mode-cards.ts';
import { CodeField } from './code-field.ts';
import { endingOf, type Ending } from './endings.ts';
import { drawGhost } from '../maze/pictures/ghost-art.ts';
import { favouriteButton } from './favourite-button.ts';
import { ModeChoice } from './mode-choice.ts';
import { friendlyName } from './names.ts';
import { showLinkedRoom } from './linked-room-card.ts';
import { showRules } from './rules-card.ts';
import { drawPac, MOUTHS } from '../maze/pictures/pac-art.ts';
import { keepDrawn } from '../picture.ts';
import { palette } from '../maze/pictures/palette.ts';
import { seatLook } from '../maze/pictures/seat-look.ts';

const PARADE_PIXELS = 176;

export interface MenuButtons {
  /** @param mode null for the room that the address names */
  play(name: string, mode: ModeName | null): void;
  join(name: string, code: string): void;
  browse(name: string): void;
  /** The featured match. */
  watch(name: string): void;
  /** @param mode to begin the choice of settings with */
  create(name: string, mode: ModeName): void;
  /** A match against players of like strength. */
  playRanked(name: string, mode: ModeName): void;
  /** The list of replays. */
  replays(): void;
  /** What can be practised in the page. */
  practice(): void;
  /** A game in the page, at once. */
  playOffline(): void;
}

export class Menu {
  private readonly play = element('play', HTMLButtonElement);
  private readonly others: readonly HTMLButtonElement[];
  private readonly replays: HTMLButtonElement;
  private readonly ranked: HTMLButtonElement;
  /** Modes with ranked matches; none without an API. */
  private rankedModes: readonly string[] = [];
  private readonly offline: HTMLButtonElement;
  private readonly name = element('name', HTMLInputElement);
  private readonly message = element('message', HTMLElement);
  private readonly rules = element('menu-rules', HTMLElement);
  private readonly modes: ModeChoice;
  private readonly code: CodeField;
  /** The room that the address names. */
  private readonly linked = new LinkedRoomWatch({
    isSeen: () => !element('menu', HTMLElement).hidden && !document.hidden && !this.play.disabled,
    show: (code, room) => showLinkedRoom(this.rules, code, room),
    gone: () => this.linkedRoomGone(),
  });
  private way: Ending['way'] = 'again';

  constructor(buttons: MenuButtons) {
    this.name.value = readName(preferences.get('name')) ?? friendlyName();
    limitCharacters(this.name, NAME_LENGTH_MAX);
    // Another language loads the page anew.
    this.name.addEventListener('change', () => preferences.set('name', readName(this.name.value.trim()) ?? ''));
    element('name-row', HTMLElement).append(favouriteButton());
    element('play-form', HTMLFormElement).addEventListener('submit', (event) => {
      event.preventDefault();
      if (this.way === 'reload') location.reload();
      else this.withName((name) => buttons.play(name, this.modes.mode));
    });
    this.modes = new ModeChoice(() => this.modeChosen());
    this.code = new CodeField((code) => this.withName((name) => buttons.join(name, code)));
    this.others = [
      button('browse', () => this.withName((name) => buttons.browse(name))),
      button('watch', () => this.withName((name) => buttons.watch(name))),
      button('create', () => this.withName((name) => buttons.create(name, this.modes.mode ?? DEFAULT_MODE))),
    ];
    button('practice-open', () => this.withName(() => buttons.practice()));
    this.ranked = button('play-ranked', () =>
      this.withName((name) => buttons.playRanked(name, this.modes.mode ?? DEFAULT_MODE)),
    );
    this.replays = button('replays-show', () => buttons.replays());
    this.offline = button('play-offline', () => this.withName(() => buttons.playOffline()));
    window.addEventListener('hashchange', () => this.followAddress());
    document.addEventListener('visibilitychange', () => this.linked.look());
    drawParade(element('parade', HTMLElement));
  }

  /** The text in the field. */
  get playerName(): string {
    return this.name.value.trim();
  }

  /** The player's own name, which only the account can change; null for a name that is typed here. */
  keepName(own: string | null): void {
    const wasOwn = this.name.readOnly;
    this.name.readOnly = own !== null;
    this.name.title = own === null ? '' : words().account.yours;
    if (own !== null) this.name.value = own;
    else if (wasOwn) this.name.value = readName(preferences.get('name')) ?? friendlyName();
  }

  /** Calls whenever another name is in the field. */
  onName(call: () => void): void {
    this.name.addEventListener('input', call);
  }

  show({ text, way }: Ending): void {
    this.way = way;
    this.followAddress();
    this.message.hidden = text === null;
    this.message.textContent = text;
    // The server is unreachable or full.
    this.offline.hidden = text === null || way !== 'again';
    this.busy(null);
    // On a low window the title and the modes stay in sight.
    if (way !== 'name') return this.play.focus({ preventScroll: true });
    this.name.focus();
    this.name.select();
  }

  /** The server keeps replays. */
  offerReplays(): void {
    this.replays.hidden = false;
  }

  /** @param modes with ranked matches */
  offerRanked(modes: readonly string[]): void {
    this.rankedModes = modes;
    this.label();
  }

  /** What the page is doing; null when it waits for the player. A game in the page can be played meanwhile. */
  busy(text: string | null): void {
    if (text !== null && !navigator.onLine) this.offline.hidden = false;
    for (const each of [this.play, this.ranked, ...this.others, this.modes, this.code]) each.disabled = text !== null;
    if (text === null) this.label();
    else this.play.textContent = text;
  }

  /** Goes on with the name in the field, if the server's rules allow it. */
  withName(go: (name: string) => void): void {
    const name = readName(this.name.value.trim() || friendlyName());
    if (name === null) return this.show(endingOf('bad-name'));
    this.name.value = name;
    // The name of an account is not remembered for guests of this device.
    if (!this.name.readOnly) preferences.set('name', name);
    go(name);
  }

  /** A room that the address names is offered instead of a mode. */
  private followAddress(): void {
    if (roomInAddress() !== null) this.modes.clear();
    else if (this.modes.mode === null) this.modes.restore();
    this.label();
  }

  private linkedRoomGone(): void {
    // The player may have chosen a mode, or pressed Join, which answers the same.
    if (this.modes.mode !== null || this.play.disabled) return;
    setAddress(null);
    this.show(endingOf('no-such-room'));
  }

  /** The player would rather play this mode than join the room that the address names. */
  private modeChosen(): void {
    setAddress(null);
    this.label();
  }

  private label(): void {
    const { mode } = this.modes;
    this.ranked.hidden = mode === null || !this.rankedModes.includes(mode);
    if (mode !== null) showRules(this.rules, mode, true);
    this.linked.follow(mode === null ? roomInAddress() : null);
    if (this.play.disabled) return;
    const { page, menu } = words();
    const wish = mode === null ? menu.joinRoom(roomInAddress()!) : menu.playMode(modeTitle(mode));
    this.play.textContent = this.way === 'reload' ? page.reload : wish;
  }
}

/** Pac-Man and four ghosts in a row, drawn large enough for every screen; the style sheet sizes them. */
function drawParade(parent: HTMLElement): void {
  const cast = [
    (context: CanvasRenderingContext2D) => drawPac(context, seatLook('classic', 0), 0, MOUTHS[1]),
    ...[0, 1, 2, 3].map(
      (ghost) => (context: CanvasRenderingContext2D) => drawGhost(context, palette().ghosts[ghost]!, 0, 2),
    ),
  ];
  for (const draw of cast) {
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = PARADE_PIXELS;
    keepDrawn(canvas, PARADE_PIXELS / 17, (context) => {
      context.translate(8.5, 8.5);
      draw(context);
    });
    parent.append(canvas);
  }
}
