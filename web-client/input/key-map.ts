// Which key does what: four sets of keys that steer, and the keys of a match. By `code`, the place of a key on the keyboard,
// so that WASD is where the fingers are on every layout.

/** In the order of `Direction`. */
export const WAYS = ['right', 'down', 'left', 'up'] as const;
export type Way = (typeof WAYS)[number];
export const KEY_SETS = [1, 2, 3, 4] as const;
export type KeySet = (typeof KEY_SETS)[number];

export type SteeringAction = `${Way}${KeySet}`;
export type MatchAction = 'pause' | 'sound' | 'chat' | 'rules' | 'follow';
export type KeyAction = SteeringAction | MatchAction;
/** A code for each action; '' for none. */
export type KeyMap = Readonly<Record<KeyAction, string>>;

export const DEFAULT_KEYS: KeyMap = {
  ...{ right1: 'ArrowRight', down1: 'ArrowDown', left1: 'ArrowLeft', up1: 'ArrowUp' },
  ...{ right2: 'KeyD', down2: 'KeyS', left2: 'KeyA', up2: 'KeyW' },
  ...{ right3: 'KeyL', down3: 'KeyK', left3: 'KeyJ', up3: 'KeyI' },
  ...{ right4: 'Numpad6', down4: 'Numpad2', left4: 'Numpad4', up4: 'Numpad8' },
  ...{ pause: 'KeyP', sound: 'KeyM', chat: 'Enter', rules: 'KeyH', follow: 'KeyF' },
};

export const KEY_ACTIONS = Object.keys(DEFAULT_KEYS) as readonly KeyAction[];
export const MATCH_ACTIONS: readonly MatchAction[] = ['pause', 'sound', 'chat', 'rules', 'follow'];

/** `KeyboardEvent.DOM_KEY_LOCATION_NUMPAD`. */
const NUMPAD = 3;
/** Longer than any code of a browser. */
const CODE_LENGTH_MAX = 32;
/** Keys that the page or the browser needs, and modifiers. */
const RESERVED = /^(?:Escape|Tab|F\d+|Dead|Process|(?:Shift|Control|Alt|Meta|OS|CapsLock|NumLock|Fn)\w*|ContextMenu|)$/;

type Key = Pick<KeyboardEvent, 'code' | 'key'> & Partial<Pick<KeyboardEvent, 'location'>>;

/**
 * The code of a key. Remote desktops and keyboards on the screen may give none: then that of the key that has this meaning on
 * most layouts, or else what the key writes.
 */
export function codeOf({ code, key, location = 0 }: Key): string {
  if (code !== '' && code !== 'Unidentified') return code;
  if (location === NUMPAD && /^\d$/.test(key)) return `Numpad${key}`;
  if (/^[a-z]$/i.test(key)) return `Key${key.toUpperCase()}`;
  if (/^\d$/.test(key)) return `Digit${key}`;
  return key === ' ' ? 'Space' : key === 'Unidentified' ? '' : key;
}

/** The action of a key. If several actions share it, the first in the table wins; steering comes first. */
export function actionOf(keys: KeyMap, code: string): KeyAction | null {
  return KEY_ACTIONS.find((action) => keys[action] === code && code !== '') ?? null;
}

/** The set of keys that an action belongs to, and its direction; null for an action that does not steer. */
export function steeringOf(action: KeyAction): { readonly set: KeySet; readonly way: Way } | null {
  const [, way, set] = /^(right|down|left|up)(\d)$/.exec(action) ?? [];
  return way === undefined ? null : { set: Number(set) as KeySet, way: way as Way };
}

/** Other actions that have the same key. */
export function conflictsOf(keys: KeyMap, action: KeyAction): readonly KeyAction[] {
  const code = keys[action];
  return code === '' ? [] : KEY_ACTIONS.filter((other) => other !== action && keys[other] === code);
}

export function isBindable(code: string): boolean {
  return code.length <= CODE_LENGTH_MAX && !RESERVED.test(code);
}

/** @throws SyntaxError for what is no JSON. Actions without a usable key get the one that they have by default. */
export function readKeys(stored: string): KeyMap | null {
  const found: unknown = JSON.parse(stored);
  if (typeof found !== 'object' || found === null) return null;
  const codes = new Map(Object.entries(found));
  const read = (action: KeyAction): string => {
    const code: unknown = codes.get(action);
    return typeof code === 'string' && (code === '' || isBindable(code)) ? code : DEFAULT_KEYS[action];
  };
  return Object.fromEntries(KEY_ACTIONS.map((action) => [action, read(action)])) as Record<KeyAction, string>;
}

const SIGNS: ReadonlyMap<string, string> = new Map([
  ['ArrowRight', '→'],
  ['ArrowDown', '↓'],
  ['ArrowLeft', '←'],
  ['ArrowUp', '↑'],
  ['NumpadAdd', 'Num +'],
  ['NumpadSubtract', 'Num -'],
  ['NumpadMultiply', 'Num *'],
  ['NumpadDivide', 'Num /'],
  ['NumpadDecimal', 'Num .'],
]);

/**
 * What is written on a key.
 * @param layout what its key writes, by code, where the browser says so: on other layouts KeyW is labelled otherwise
 */
export function keyLabel(code: string, layout: ReadonlyMap<string, string> | null = null): string {
  const written = layout?.get(code);
  if (written !== undefined && !code.startsWith('Numpad')) return written.toUpperCase();
  const [, kind, rest] = /^(Key|Digit|Numpad)(.+)$/.exec(code) ?? [];
  return SIGNS.get(code) ?? (kind === undefined ? code : kind === 'Numpad' ? `Num ${rest}` : rest!);
}
