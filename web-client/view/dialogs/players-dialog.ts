// Who plays at this screen: a row for each player with keys or a gamepad. A key of a set that nobody has, or A on another
// gamepad, adds a player.

import { actionOfKey } from '../../input/keys.ts';
import { KEY_SETS, steeringOf } from '../../input/key-map.ts';
import type { Device, Devices } from '../../input/devices.ts';
import { words } from '../../language/language.ts';
import { LOCAL_PLAYERS_MAX } from '../../netcode/local-players.ts';
import { make, makeButton, write } from '../element.ts';
import { deviceName, setName } from '../key-names.ts';
import { favouriteButton } from '../menus/favourite-button.ts';

/** What it shows and changes. */
export interface PlayersShown {
  readonly devices: Devices;
  readonly count: number;
  nameOf(number: number): string;
  join(device: Device): boolean;
  add(): void;
  remove(number: number): void;
  giveDevice(number: number, device: Device): void;
  /** Gamepads that are connected, by index. */
  readonly pads: readonly number[];
}

export class PlayersDialog {
  private readonly players: PlayersShown;
  private readonly rows = make('ol', 'players-here');
  private readonly hint = make('p', 'quiet');
  private readonly news = make('p', 'spoken');
  private readonly add = makeButton('', () => this.players.add());
  private readonly done = makeButton('', () => this.dialog.close(), 'strong');
  /** By the player's number; made when first shown. */
  private readonly favourites: HTMLButtonElement[] = [];
  private readonly title = make('h2', '');
  private readonly idea = make('p', 'quiet');
  private readonly dialog = make(
    'dialog',
    'players-dialog',
    ...[this.title, this.idea, this.rows, this.hint, this.news],
    make('div', 'buttons', this.add, this.done),
  );

  constructor(players: PlayersShown) {
    this.players = players;
    this.title.id = 'players-here-title';
    this.dialog.setAttribute('aria-labelledby', this.title.id);
    this.news.role = 'status';
    this.dialog.addEventListener('keydown', (event) => this.press(event));
    document.body.append(this.dialog);
  }

  get isOpen(): boolean {
    return this.dialog.open;
  }

  open(): void {
    const { playersTitle, playersHint, addPlayer, done } = words().controls;
    write(this.title, playersTitle);
    write(this.idea, playersHint);
    write(this.add, addPlayer);
    write(this.done, done);
    this.update();
    if (!this.dialog.open) this.dialog.showModal();
    this.done.focus();
  }

  close(): void {
    this.dialog.close();
  }

  /** Players or gamepads have changed. */
  update(): void {
    const { players } = this;
    const { activeElement } = document;
    const focused = activeElement instanceof HTMLElement ? activeElement.dataset['place'] : undefined;
    this.rows.replaceChildren(...players.devices.map((device, i) => this.row(i + 1, device)));
    if (focused !== undefined) this.rows.querySelector<HTMLElement>(`[data-place='${focused}']`)?.focus();
    const isFull = players.count === LOCAL_PLAYERS_MAX;
    this.add.hidden = isFull;
    write(this.hint, this.hintText(isFull));
    if (this.dialog.open && document.activeElement === document.body) this.done.focus();
  }

  /** @returns whether the button of the gamepad has added a player */
  pressPad(pad: number): boolean {
    return this.dialog.open && this.join(`pad${pad}`);
  }

  private row(number: number, device: Device): HTMLElement {
    const { players } = this;
    const { deviceOf, removePlayer } = words().controls;
    const name = players.nameOf(number);
    const choice = make('select', '');
    choice.ariaLabel = deviceOf(name);
    choice.dataset['place'] = `device${number}`;
    for (const each of this.offered(device)) choice.append(new Option(deviceName(each), each, false, each === device));
    choice.addEventListener('change', () => players.giveDevice(number, choice.value as Device));
    const favourite = (this.favourites[number] ??= favouriteButton(number));
    favourite.dataset['place'] = `favourite${number}`;
    const who = make('span', 'who', name);
    who.id = `player-here-${number}`;
    favourite.setAttribute('aria-describedby', who.id);
    const row = make('li', 'row', favourite, who, choice);
    if (number === 1) return row;
    const remove = makeButton('✕', () => players.remove(number), 'small');
    remove.ariaLabel = removePlayer(name);
    remove.dataset['place'] = `remove${number}`;
    row.append(remove);
    return row;
  }

  private offered(own: Device): Device[] {
    const keys = KEY_SETS.map((set): Device => `keys${set}`);
    const pads = this.players.pads.map((pad): Device => `pad${pad}`);
    return [...new Set([...keys, ...pads, own])];
  }

  private hintText(isFull: boolean): string {
    const { everybodyJoined, pressToJoin, pressPadToJoin } = words().controls;
    if (isFull) return everybodyJoined;
    const free = KEY_SETS.filter((set) => !this.players.devices.includes(`keys${set}`)).map(setName);
    return free.length === 0 ? pressPadToJoin : pressToJoin(free);
  }

  /** Keys that type or choose are left to their elements. */
  private press(event: KeyboardEvent): void {
    const action = actionOfKey(event);
    const key = action === null ? null : steeringOf(action);
    if (key === null || event.repeat || event.target instanceof HTMLSelectElement) return;
    if (this.join(`keys${key.set}`)) event.preventDefault();
  }

  private join(device: Device): boolean {
    if (!this.players.join(device)) return false;
    write(this.news, words().controls.joined(this.players.nameOf(this.players.count)));
    return true;
  }
}
