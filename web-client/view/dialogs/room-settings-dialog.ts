// The settings of a room: the form for creating one, and for changing one between matches.

import { DEFAULT_SETTINGS } from '#client';
import { PASSWORD_LENGTH_MAX, type RoomSettings } from '#protocol';
import { MAZES, mazesOf, modeNamed, takenSettings, type ModeFacts, type ModeName } from '#simulation';
import { words } from '../../language/language.ts';
import { element, limitCharacters, make, write } from '../element.ts';
import { cardOf, DEFAULT_MODE, modeTitle, OFFERED_MODES } from '../mode-cards.ts';
import { capitalized, choiceName, hasTarget, mazeName } from '../wording.ts';

const DEFAULTS: RoomSettings = { ...DEFAULT_SETTINGS, mode: DEFAULT_MODE, seatCount: 4, fill: true, listed: true };

/** Settings of which a mode has a list of values. */
const CHOICES = ['rule', 'target', 'rounds', 'lives', 'extraLifeScore', 'variant'] as const;
/** Values that all modes take. */
const VALUES = { skill: ['easy', 'normal', 'hard'], drivers: ['any', 'humans', 'bots'] } as const;
/** Modes with more seats than these offer only some numbers of seats. */
const SEATS_LISTED_MAX = 8;
/** Numbers of seats whose mazes fill a square, and those that can be halved most often. */
const ROUND_SEAT_COUNTS: readonly number[] = [4, 8, 9, 16, 25, 32, 36, 49, 64];

export interface ChosenSettings {
  readonly settings: RoomSettings;
  readonly password: string;
}

export class RoomSettingsDialog {
  private readonly dialog = element('settings', HTMLDialogElement);
  private readonly form = element('settings-form', HTMLFormElement);
  private readonly title = element('settings-title', HTMLElement);
  private readonly done = element('settings-done', HTMLButtonElement);
  private readonly idea = element('settings-idea', HTMLElement);
  private base = DEFAULTS;
  /** By mode, as chosen last. */
  private readonly wantedSeats = new Map<string, number>();
  private chosen: (chosen: ChosenSettings) => void = () => {};

  constructor() {
    limitCharacters(this.control('password') as HTMLInputElement, PASSWORD_LENGTH_MAX);
    this.offer(
      'mode',
      OFFERED_MODES.map((mode) => [mode, words().roomSettings.modeAndPlayers(modeTitle(mode), cardOf(mode)!.players)]),
    );
    for (const setting of ['skill', 'drivers'] as const) {
      this.offer(
        setting,
        VALUES[setting].map((value) => [value, capitalized(choiceName(setting, value))]),
      );
    }
    this.offer(
      'maze',
      MAZES.map(({ name }) => [name, mazeName(name)]),
    );
    for (const name of ['mode', 'rule', 'variant'])
      this.control(name).addEventListener('change', () => this.showTaken());
    this.control('seatCount').addEventListener('change', () => {
      this.wantedSeats.set(this.control('mode').value, Number(this.control('seatCount').value));
    });
    this.form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.dialog.close();
      if (event.submitter === this.done)
        this.chosen({ settings: this.read(), password: this.control('password').value });
    });
  }

  /** For a new room; the form shows the last choice. @param mode null for that of the last choice */
  create(mode: ModeName | null, chosen: (chosen: ChosenSettings) => void): void {
    const settings = { ...this.base, mode: mode ?? this.base.mode, seatCount: 0 };
    this.open(words().roomSettings.createTitle, words().roomSettings.create, { settings, password: '' }, chosen);
  }

  change(now: ChosenSettings, chosen: (chosen: ChosenSettings) => void): void {
    this.open(words().roomSettings.changeTitle, words().roomSettings.change, now, chosen);
  }

  close(): void {
    this.dialog.close();
  }

  private open(
    title: string,
    done: string,
    { settings, password }: ChosenSettings,
    chosen: (chosen: ChosenSettings) => void,
  ): void {
    write(this.title, title);
    write(this.done, done);
    this.chosen = chosen;
    this.base = settings;
    for (const [name, value] of Object.entries(settings)) this.fill(name, value);
    this.control('password').value = password;
    if (settings.seatCount > 0) this.wantedSeats.set(settings.mode, settings.seatCount);
    this.showTaken();
    this.dialog.showModal();
    this.control('mode').focus();
  }

  private fill(name: string, value: string | number | boolean): void {
    const control = this.form.elements.namedItem(name);
    if (control instanceof HTMLInputElement && control.type === 'checkbox') control.checked = value === true;
    else if (control instanceof HTMLInputElement || control instanceof HTMLSelectElement) control.value = String(value);
  }

  private read(): RoomSettings {
    // A choice of a later version, which the form does not have, is shown as none and kept.
    const text = (name: keyof RoomSettings): string => this.control(name).value || String(this.base[name]);
    const number = (name: keyof RoomSettings): number => Number(text(name));
    const checked = (name: string): boolean => (this.control(name) as HTMLInputElement).checked;
    const mode = text('mode');
    const settings: RoomSettings = {
      ...this.base,
      mode,
      // The server's own table of frightened turns.
      frightTable: 0,
      maze: this.isTaken('maze') ? text('maze') : DEFAULTS.maze,
      seatCount: number('seatCount'),
      fill: this.isTaken('fill') && checked('fill'),
      skill: text('skill') as RoomSettings['skill'],
      drivers: text('drivers') as RoomSettings['drivers'],
      listed: checked('listed'),
      level: number('level'),
      lives: number('lives'),
      extraLifeScore: number('extraLifeScore'),
      variant: this.isTaken('variant') ? (text('variant') as RoomSettings['variant']) : 'none',
      rule: this.isTaken('rule') ? (text('rule') as RoomSettings['rule']) : '',
      target: this.isTaken('target') ? number('target') : 0,
      rounds: this.isTaken('rounds') ? number('rounds') : 0,
    };
    this.base = { ...settings, fill: this.isTaken('fill') ? settings.fill : this.base.fill };
    return settings;
  }

  /** Shows what the chosen mode takes, with its values, and offers as many seats as it can have. */
  private showTaken(): void {
    const mode = modeNamed(this.control('mode').value);
    write(this.idea, cardOf(this.control('mode').value)?.idea ?? '');
    if (mode !== null) this.offerChoices(mode);
    for (const row of this.form.querySelectorAll<HTMLElement>('[data-setting]')) {
      row.hidden = !this.isTaken(row.dataset['setting']!);
    }
  }

  private offerChoices(mode: ModeFacts): void {
    for (const setting of CHOICES) {
      const values = mode.settings[setting].map(String);
      this.offerOneOf(setting, this.control(setting).value, values, (value) => capitalized(choiceName(setting, value)));
    }
    const { least, most } = mode.seats;
    const counts = seatCounts(mode).map(String);
    const wanted = this.wantedSeats.get(mode.name) ?? (most <= SEATS_LISTED_MAX ? most : mode.room.quickPlayFill);
    this.offerOneOf('seatCount', String(Math.min(Math.max(wanted, least), most)), counts, (count) => count);
  }

  /** Offers values, numbers in their order, and chooses the wanted one if it is among them, else the first that was given. */
  private offerOneOf(name: string, wanted: string, values: readonly string[], text: (value: string) => string): void {
    const sorted = values.toSorted((a, b) => Number(a) - Number(b) || 0);
    this.offer(
      name,
      sorted.map((value) => [value, text(value)]),
    );
    this.control(name).value = values.includes(wanted) ? wanted : values[0]!;
  }

  /** Whether the chosen mode takes a setting, with the chosen variant and rule. A mode of a later version keeps what it has. */
  private isTaken(setting: string): boolean {
    const mode = modeNamed(this.control('mode').value);
    if (mode === null) return false;
    if (setting === 'maze') return mazesOf(mode, this.control('variant').value).length > 1;
    if (setting === 'target' && !hasTarget(this.control('rule').value)) return false;
    return takenSettings(mode).includes(setting);
  }

  private offer(name: string, options: readonly (readonly [value: string, text: string])[]): void {
    const all = options.map(([value, text]) => {
      const option = make('option', '', text);
      option.value = value;
      return option;
    });
    this.control(name).replaceChildren(...all);
  }

  private control(name: string): HTMLInputElement | HTMLSelectElement {
    return this.form.elements.namedItem(name) as HTMLInputElement | HTMLSelectElement;
  }
}

function seatCounts({ seats: { least, most } }: ModeFacts): readonly number[] {
  const all = Array.from({ length: most - least + 1 }, (_, i) => least + i);
  return most <= SEATS_LISTED_MAX ? all : all.filter((count) => ROUND_SEAT_COUNTS.includes(count));
}
