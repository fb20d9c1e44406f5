import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  actionOf,
  codeOf,
  conflictsOf,
  DEFAULT_KEYS,
  isBindable,
  KEY_ACTIONS,
  keyLabel,
  readKeys,
  steeringOf,
} from '../../../web-client/input/key-map.ts';
import { devicesFor, playerOf, readDevices, withDevice, withoutPlayer } from '../../../web-client/input/devices.ts';

test('[W131] keys count by their place, whatever they write', () => {
  expect(codeOf({ code: 'KeyW', key: 'z' })).toBe('KeyW');
  expect(actionOf(DEFAULT_KEYS, 'KeyW')).toBe('up2');
  // With and without NumLock.
  expect(codeOf({ code: 'Numpad8', key: '8', location: 3 })).toBe('Numpad8');
  expect(codeOf({ code: 'Numpad8', key: 'ArrowUp', location: 3 })).toBe('Numpad8');
});

test.each([
  [{ code: '', key: 'ArrowLeft' }, 'ArrowLeft'],
  [{ code: '', key: 'w' }, 'KeyW'],
  [{ code: 'Unidentified', key: 'W' }, 'KeyW'],
  [{ code: '', key: '4', location: 3 }, 'Numpad4'],
  [{ code: '', key: '4' }, 'Digit4'],
  [{ code: '', key: ' ' }, 'Space'],
  [{ code: '', key: 'ц' }, 'ц'],
  [{ code: '', key: 'Unidentified' }, ''],
])('[W131] without a code the key is taken for what it means: %o', (key, code) => {
  expect(codeOf(key)).toBe(code);
});

test('[W131] each action has a key of its own, and each steering key a set and a direction', () => {
  expect(new Set(KEY_ACTIONS.map((action) => DEFAULT_KEYS[action])).size).toBe(KEY_ACTIONS.length);
  expect(steeringOf('left4')).toEqual({ set: 4, way: 'left' });
  expect(steeringOf('pause')).toBeNull();
  expect(actionOf(DEFAULT_KEYS, '')).toBeNull();
  expect(actionOf({ ...DEFAULT_KEYS, sound: '' }, '')).toBeNull();
});

test('[W131] keys that two actions share are named, and steering wins', () => {
  const keys = { ...DEFAULT_KEYS, pause: 'KeyW' };
  expect(conflictsOf(keys, 'pause')).toEqual(['up2']);
  expect(conflictsOf(keys, 'up2')).toEqual(['pause']);
  expect(conflictsOf(keys, 'sound')).toEqual([]);
  expect(conflictsOf({ ...keys, pause: '', sound: '' }, 'pause')).toEqual([]);
  expect(actionOf(keys, 'KeyW')).toBe('up2');
});

test.each(['Escape', 'Tab', 'F3', 'F12', 'ShiftLeft', 'ControlRight', 'MetaLeft', 'NumLock', '', 'x'.repeat(33)])(
  '[W131] %s is not for the player to give',
  (code) => expect(isBindable(code)).toBe(false),
);

test('[W131] keys are kept as they were stored, and what is no key is the default', () => {
  const keys = { ...DEFAULT_KEYS, up1: 'KeyT', pause: '' };
  expect(readKeys(JSON.stringify(keys))).toEqual(keys);
  expect(readKeys('{"up1":"Escape","down1":7,"jump":"KeyX"}')).toEqual(DEFAULT_KEYS);
  expect(readKeys('null')).toBeNull();
  fc.assert(
    fc.property(fc.json(), (json) => Object.keys(readKeys(json) ?? DEFAULT_KEYS).length === KEY_ACTIONS.length),
  );
});

test('[W131] keys are written as they are labelled', () => {
  expect(['ArrowUp', 'KeyW', 'Digit5', 'Numpad8', 'NumpadAdd', 'Space', 'ц'].map((code) => keyLabel(code))).toEqual([
    '↑',
    'W',
    '5',
    'Num 8',
    'Num +',
    'Space',
    'ц',
  ]);
  expect(keyLabel('KeyW', new Map([['KeyW', 'z']]))).toBe('Z');
});

test('[W130] a player alone has all devices, several have one each', () => {
  expect(playerOf(['keys1'], 'keys4')).toBe(1);
  expect(playerOf(['keys1'], 'pad2')).toBe(1);
  const two = devicesFor(2);
  expect(two).toEqual(['keys1', 'keys2']);
  expect(['keys1', 'keys2', 'keys3', 'pad0'].map((each) => playerOf(two, each as 'keys1'))).toEqual([1, 2, 0, 0]);
  expect(devicesFor(4, ['pad1', 'keys1'])).toEqual(['pad1', 'keys1', 'keys2', 'keys3']);
  expect(devicesFor(1, two)).toEqual(['keys1']);
});

test('[W130] devices are given, exchanged and freed', () => {
  const two = devicesFor(2);
  expect(withDevice(two, 2, 'pad0')).toEqual(['keys1', 'pad0']);
  expect(withDevice(two, 1, 'keys2')).toEqual(['keys2', 'keys1']);
  expect(withDevice(two, 3, 'keys2')).toEqual(two);
  expect(withoutPlayer(['keys1', 'pad0', 'keys2'], 2)).toEqual(['keys1', 'keys2']);
});

test.each(['', 'keys1,keys1', 'keys5', 'keys1,pad4', 'keys1,,pad0', 'keys1,keys2,keys3,keys4,pad0'])(
  '[W130] «%s» are no devices of a screen',
  (stored) => expect(readDevices(stored)).toBeNull(),
);

test('[W130] devices are read back', () => expect(readDevices('keys1,pad0,keys4')).toEqual(['keys1', 'pad0', 'keys4']));
