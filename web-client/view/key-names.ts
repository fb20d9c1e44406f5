// How keys are written for the player: as they are labelled on their keyboard, where the browser says so.

import { keyLabel, KEY_SETS, WAYS, type KeyAction, type KeySet } from '../input/key-map.ts';
import { words } from '../language/language.ts';
import { preferences } from '../preferences.ts';
import type { Device } from '../input/devices.ts';

/** `navigator.keyboard` of Chromium: what each key writes, by code. */
interface LayoutNavigator {
  readonly keyboard?: { getLayoutMap(): Promise<ReadonlyMap<string, string>> };
}

let layout: ReadonlyMap<string, string> | null = null;

/** Asks the browser for the layout of the keyboard. @param known called when it has answered */
export function readKeyboardLayout(known: () => void): void {
  const { keyboard } = navigator as LayoutNavigator;
  // Refused in frames of other pages.
  keyboard?.getLayoutMap().then((map) => {
    layout = map;
    known();
  }, known);
}

/** What is written on the key of an action. */
export function keyName(action: KeyAction): string {
  const code = preferences.get('keys')[action];
  return code === '' ? words().controls.noKey : keyLabel(code, layout);
}

export function actionName(action: KeyAction): string {
  const { actions, sets, ways, setAndWay } = words().controls;
  for (const set of KEY_SETS) {
    for (const way of WAYS) if (action === `${way}${set}`) return setAndWay(sets[set], ways[way]);
  }
  return actions[action as keyof typeof actions];
}

/** The four keys of a set: up, left, down, right. */
export function setName(set: KeySet): string {
  const [first = '', ...rest] = (['up', 'left', 'down', 'right'] as const).map((way) => keyName(`${way}${set}`));
  // The number pad is named once.
  const pad = /^Num (?=\d$)/.exec(first)?.[0] ?? null;
  return [first, ...rest.map((name) => (pad !== null && name.startsWith(pad) ? name.slice(pad.length) : name))].join(
    ' ',
  );
}

export function deviceName(device: Device): string {
  const number = Number(device.at(-1));
  return device.startsWith('pad') ? words().controls.gamepad(number + 1) : setName(number as KeySet);
}
