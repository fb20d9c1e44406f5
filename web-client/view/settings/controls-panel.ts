// The settings of keys, touch and gamepads.

import { codeOf, conflictsOf, DEFAULT_KEYS, isBindable, KEY_SETS, MATCH_ACTIONS } from '../../input/key-map.ts';
import type { KeyAction, Way } from '../../input/key-map.ts';
import { words } from '../../language/language.ts';
import { preferences } from '../../preferences.ts';
import { make, makeButton, write } from '../element.ts';
import { actionName, keyName, readKeyboardLayout } from '../key-names.ts';
import { choiceRow } from './preference-rows.ts';

/** The order that players expect. */
const SHOWN_WAYS: readonly Way[] = ['up', 'left', 'down', 'right'];

/**
 * Keys that can be changed, the pad on the screen, and what gamepads do.
 * @param padNames of the gamepads that are connected
 * @param signal ends what it follows, when it is taken out of the page
 */
export function controlsPanel(padNames: () => readonly string[], signal: AbortSignal): HTMLElement {
  const panel = make('section', 'controls-panel', touchPadChoice(), keyTable(signal), gamepadText(padNames, signal));
  panel.ariaLabel = words().controls.title;
  return panel;
}

function touchPadChoice(): HTMLElement {
  const { touchPad, touchPadHint, touchPads } = words().controls;
  return choiceRow('touchPad', touchPad, touchPads, touchPadHint);
}

function keyTable(signal: AbortSignal): HTMLElement {
  const { keys, keysHint, setsHint, defaultKeys } = words().controls;
  const rows = new Map<KeyAction, KeyRow>();
  const update = (): void => {
    for (const row of rows.values()) row.update();
  };
  const rowOf = (action: KeyAction): KeyRow => {
    const row = new KeyRow(action);
    rows.set(action, row);
    return row;
  };
  const sets = KEY_SETS.map((set) =>
    make(
      'div',
      'key-set',
      make('h4', '', words().controls.sets[set]),
      ...SHOWN_WAYS.map((way) => rowOf(`${way}${set}`).element(words().controls.ways[way])),
    ),
  );
  const others = MATCH_ACTIONS.map((action) => rowOf(action).element(words().controls.actions[action]));
  const reset = makeButton(defaultKeys, () => preferences.set('keys', DEFAULT_KEYS));
  const unfollow = preferences.onChange('keys', update);
  signal.addEventListener('abort', unfollow);
  readKeyboardLayout(update);
  update();
  return make(
    'section',
    'keys',
    make('h3', '', keys),
    make('p', 'quiet', keysHint),
    make('div', 'key-sets', ...sets, make('div', 'key-set', ...others)),
    make('p', 'quiet', setsHint),
    make('div', 'buttons', reset),
  );
}

/** An action, and a button with its key, which waits for another one when it is pressed. */
class KeyRow {
  private readonly action: KeyAction;
  private readonly button = makeButton('', () => this.wait(), 'key');
  private readonly conflict = make('p', 'conflict');
  private isWaiting = false;

  constructor(action: KeyAction) {
    this.action = action;
    this.button.addEventListener('keydown', (event) => this.isWaiting && this.take(event));
    this.button.addEventListener('blur', () => this.stopWaiting());
  }

  element(label: string): HTMLElement {
    return make('div', 'key-row', make('span', '', label), this.button, this.conflict);
  }

  update(): void {
    const { pressKey, keyFor, conflict } = words().controls;
    const conflicts = conflictsOf(preferences.get('keys'), this.action);
    const key = this.isWaiting ? pressKey : keyName(this.action);
    write(this.button, key);
    this.button.ariaLabel = keyFor(actionName(this.action), key);
    this.button.classList.toggle('conflicting', conflicts.length > 0);
    this.button.ariaPressed = String(this.isWaiting);
    this.conflict.hidden = conflicts.length === 0;
    write(this.conflict, conflicts.length === 0 ? '' : conflict(conflicts.map(actionName)));
  }

  private wait(): void {
    this.isWaiting = true;
    this.update();
  }

  private take(event: KeyboardEvent): void {
    const code = codeOf(event);
    event.stopPropagation();
    // The key that pressed the button may still be held.
    if (event.repeat) return event.preventDefault();
    // The focus moves on, and the key stays as it was.
    if (code === 'Tab') return;
    event.preventDefault();
    if (code !== 'Escape' && !isBindable(code)) return;
    if (code !== 'Escape') preferences.set('keys', { ...preferences.get('keys'), [this.action]: code });
    this.stopWaiting();
  }

  private stopWaiting(): void {
    this.isWaiting = false;
    this.update();
  }
}

function gamepadText(padNames: () => readonly string[], signal: AbortSignal): HTMLElement {
  const { gamepads, gamepadsHint } = words().controls;
  const connected = make('p', '');
  connected.role = 'status';
  const update = (): void => {
    const names = padNames();
    write(connected, names.length === 0 ? words().controls.noGamepads : words().controls.gamepadsConnected(names));
  };
  update();
  for (const type of ['gamepadconnected', 'gamepaddisconnected']) {
    window.addEventListener(type, () => requestAnimationFrame(update), { signal });
  }
  return make('section', '', make('h3', '', gamepads), make('p', 'quiet', gamepadsHint), connected);
}
