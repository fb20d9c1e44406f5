// What a room is made with: the form for making one, and for changing one between matches.

import { PASSWORD_LENGTH_MAX, type RoomSettings } from '#protocol';
import { element, limitCharacters, write } from '../element.ts';

const DEFAULTS: RoomSettings = {
  mode: 'coop',
  maze: 'classic',
  seatCount: 4,
  fill: true,
  skill: 'normal',
  drivers: 'any',
  listed: true,
  level: 1,
  lives: 3,
  extraLifeScore: 10_000,
  killScreen: true,
  variant: 'none',
  frightTable: 0,
};

export interface ChosenSettings {
  readonly settings: RoomSettings;
  readonly password: string;
}

export class SettingsDialog {
  private readonly dialog = element('settings', HTMLDialogElement);
  private readonly form = element('settings-form', HTMLFormElement);
  private readonly title = element('settings-title', HTMLElement);
  private readonly done = element('settings-done', HTMLButtonElement);
  private base = DEFAULTS;
  private chosen: (chosen: ChosenSettings) => void = () => {};

  constructor() {
    limitCharacters(this.control('password') as HTMLInputElement, PASSWORD_LENGTH_MAX);
    this.control('mode').addEventListener('change', () => this.showGroups());
    this.form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.dialog.close();
      if (event.submitter === this.done)
        this.chosen({ settings: this.read(), password: this.control('password').value });
    });
  }

  /** For a new room; what was chosen the last time stands in the form. */
  create(chosen: (chosen: ChosenSettings) => void): void {
    this.open('Create room', 'Create', { settings: this.base, password: '' }, chosen);
  }

  change(now: ChosenSettings, chosen: (chosen: ChosenSettings) => void): void {
    this.open('Change settings', 'Change', now, chosen);
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
    this.control('seatCount').value = String(settings.mode === 'classic' ? DEFAULTS.seatCount : settings.seatCount);
    this.control('password').value = password;
    this.showGroups();
    this.dialog.showModal();
    this.control('mode').focus();
  }

  private fill(name: string, value: string | number | boolean): void {
    const control = this.form.elements.namedItem(name);
    if (control instanceof HTMLInputElement && control.type === 'checkbox') control.checked = value === true;
    else if (control instanceof HTMLInputElement || control instanceof HTMLSelectElement) control.value = String(value);
  }

  private read(): RoomSettings {
    // A choice that the form does not have, of a later version, is shown as none and kept.
    const text = (name: keyof RoomSettings): string => this.control(name).value || String(this.base[name]);
    const number = (name: keyof RoomSettings): number => Number(text(name));
    const checked = (name: string): boolean => (this.control(name) as HTMLInputElement).checked;
    const mode = text('mode');
    const settings: RoomSettings = {
      ...this.base,
      mode,
      // Whichever table of frightened turns the server has.
      frightTable: 0,
      seatCount: mode === 'classic' ? 1 : number('seatCount'),
      fill: mode !== 'classic' && checked('fill'),
      skill: text('skill') as RoomSettings['skill'],
      drivers: text('drivers') as RoomSettings['drivers'],
      listed: checked('listed'),
      level: number('level'),
      lives: number('lives'),
      extraLifeScore: number('extraLifeScore'),
      variant: mode === 'classic' ? (text('variant') as RoomSettings['variant']) : 'none',
    };
    this.base = { ...settings, fill: mode === 'classic' ? this.base.fill : settings.fill };
    return settings;
  }

  /** Only what means something in the chosen mode is there to be set. */
  private showGroups(): void {
    const mode = this.control('mode').value;
    for (const group of this.form.querySelectorAll<HTMLElement>('[data-mode]')) {
      group.hidden = group.dataset['mode'] !== mode;
    }
  }

  private control(name: string): HTMLInputElement | HTMLSelectElement {
    return this.form.elements.namedItem(name) as HTMLInputElement | HTMLSelectElement;
  }
}
