// What the page remembers from visit to visit, in the browser's storage: one row for each preference. Where storage is
// forbidden, preferences last as long as the page.

import { COLOURS, MARKS } from '#protocol';
import { readHighScores, writeHighScores, type HighScore } from './local/high-scores.ts';
import { DEFAULT_KEYS, readKeys, type KeyMap } from './input/key-map.ts';
import { readBests, type Bests } from './moments/personal-best.ts';

/** What a preference is before the player changes it, and how it is stored. */
interface Row<Value> {
  readonly initial: Value;
  /** Null for an invalid text: an older page, or anybody, may have stored it. */
  readonly read: (stored: string) => Value | null;
  readonly write: (value: Value) => string;
}

const ROWS = {
  /** The player's name; '' before they choose one. */
  name: text(40),
  /** The favourite colour and mark; `any` for no favourite. */
  colour: word('any', ['any', ...COLOURS]),
  mark: word('any', ['any', ...MARKS]),
  /** Those of the other players at this screen. */
  colour2: word('any', ['any', ...COLOURS]),
  colour3: word('any', ['any', ...COLOURS]),
  colour4: word('any', ['any', ...COLOURS]),
  mark2: word('any', ['any', ...MARKS]),
  mark3: word('any', ['any', ...MARKS]),
  mark4: word('any', ['any', ...MARKS]),
  /** The mode that was played last; '' before the first. */
  mode: text(40),
  /** The mode whose rooms the list shows; '' for all. */
  roomsMode: text(40),
  /** The hints of first matches that were given, as `hint-mode`, with spaces between. */
  hintsGiven: text(400),
  /** Whether the player has been asked, once, whether to keep their name. */
  nameInvited: flag(false),
  /** A code of a language, or the browser's. */
  language: word('auto', ['auto', 'en', 'de']),
  /** Whether pictures move for decoration; `auto` is the system's setting. */
  motion: word('auto', ['auto', 'full', 'reduced']),
  /** Whether pictures flash; `auto` is as `motion`. */
  flashing: word('auto', ['auto', 'full', 'reduced']),
  /** `auto` is the system's setting of contrast. */
  theme: word('auto', ['auto', 'dark', 'contrast']),
  /** Colours that differ for players who see less of them. */
  palette: word('usual', ['usual', 'red-green', 'blue-yellow']),
  textSize: word('usual', ['usual', 'large', 'largest']),
  muted: flag(false),
  /** Loudness of everything, and its shares for music and for all other sounds: 0 is silent, 1 the loudest. */
  volume: share(1),
  effectsVolume: share(1),
  musicVolume: share(0.8),
  /** Whether what is heard is written, too. */
  captions: flag(false),
  /** Whether a phone vibrates. */
  vibration: flag(true),
  /** The best games of `classic` that were played in the page. */
  highScores: { initial: [], read: readHighScores, write: writeHighScores } as Row<readonly HighScore[]>,
  /** What each key does. */
  keys: { initial: DEFAULT_KEYS, read: readKeys, write: JSON.stringify } as Row<KeyMap>,
  /** The side of the four arrows on the screen, for touch. */
  touchPad: word('off', ['off', 'left', 'right']),
  /** Whether the best run of a daily match is drawn beside the player's own. */
  ghostRun: flag(true),
  /** The player's best results, by mode (moments/personal-best.ts). */
  bests: { initial: {}, read: readBests, write: JSON.stringify } as Row<Bests>,
};

type Rows = typeof ROWS;
export type PreferenceName = keyof Rows;
export const PREFERENCE_NAMES = Object.keys(ROWS) as readonly PreferenceName[];
export type Preference<Name extends PreferenceName> = Rows[Name]['initial'];

const PREFIX = 'packetman.';

type PreferenceStorage = Pick<Storage, 'getItem' | 'setItem'>;

export class Preferences {
  private readonly storage: PreferenceStorage | null;
  private readonly values = new Map<PreferenceName, unknown>();
  private readonly calls = new Map<PreferenceName, Set<() => void>>();

  /** @param storage null where it is forbidden */
  constructor(storage: PreferenceStorage | null) {
    this.storage = storage;
  }

  get<Name extends PreferenceName>(name: Name): Preference<Name> {
    if (!this.values.has(name)) this.values.set(name, this.stored(name));
    return this.values.get(name) as Preference<Name>;
  }

  /** Stores a value. If it differs, calls the functions given to `onChange`. */
  set<Name extends PreferenceName>(name: Name, value: Preference<Name>): void {
    const isNew = this.get(name) !== value;
    this.values.set(name, value);
    try {
      this.storage?.setItem(PREFIX + name, (ROWS[name] as Row<Preference<Name>>).write(value));
    } catch {
      // Storage may be full.
    }
    if (isNew) this.callFor(name);
  }

  /** Whether the value is there at the next visit: the browser's storage has it, or needs none. */
  isKept(name: PreferenceName): boolean {
    const { write } = ROWS[name] as Row<unknown>;
    return write(this.stored(name)) === write(this.get(name));
  }

  /** @returns a function that ends the calls */
  onChange(name: PreferenceName, call: () => void): () => void {
    const calls = this.calls.get(name) ?? new Set();
    this.calls.set(name, calls.add(call));
    return () => calls.delete(call);
  }

  /** Another tab has stored something. @param key as in the storage; null for everything */
  changedElsewhere(key: string | null): void {
    for (const name of PREFERENCE_NAMES) {
      if (key !== null && key !== PREFIX + name) continue;
      const before = this.get(name);
      this.values.delete(name);
      if (this.get(name) !== before) this.callFor(name);
    }
  }

  private stored<Name extends PreferenceName>(name: Name): Preference<Name> {
    const row = ROWS[name] as Row<Preference<Name>>;
    try {
      const text = this.storage?.getItem(PREFIX + name) ?? null;
      return (text === null ? null : row.read(text)) ?? row.initial;
    } catch {
      return row.initial;
    }
  }

  private callFor(name: PreferenceName): void {
    for (const call of this.calls.get(name) ?? []) call();
  }
}

/** The preferences of this page. */
export const preferences = new Preferences(browserStorage());

/** Follows the changes of other tabs. */
export function followOtherTabs(): void {
  window.addEventListener('storage', ({ key }) => preferences.changedElsewhere(key));
}

function browserStorage(): PreferenceStorage | null {
  try {
    return globalThis.localStorage ?? null;
  } catch {
    return null;
  }
}

/** Any text of so many UTF-16 units at most; '' to begin with. */
function text(lengthMax: number): Row<string> {
  return { initial: '', read: (stored) => (stored.length <= lengthMax ? stored : null), write: (value) => value };
}

/** One of some words. */
function word<const Words extends readonly string[]>(initial: Words[number], allowed: Words): Row<Words[number]> {
  return { initial, read: (stored) => allowed.find((each) => each === stored) ?? null, write: (value) => value };
}

/** @param initial true or false */
function flag(initial: boolean): Row<boolean> {
  return { initial, read: (stored) => (stored === 'true' ? true : stored === 'false' ? false : null), write: String };
}

/** A number from 0 to 1. */
function share(initial: number): Row<number> {
  return {
    initial,
    read(stored) {
      const value = stored.trim() === '' ? Number.NaN : Number(stored);
      return value >= 0 && value <= 1 ? value : null;
    },
    write: String,
  };
}
