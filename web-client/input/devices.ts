// Which player at this screen a device steers. A player alone has all devices; of several, each has one set of keys or one
// gamepad. Touch is always the first player's.

import { KEY_SETS, type KeySet } from './key-map.ts';

export type Device = `keys${KeySet}` | `pad${number}`;
/** A device for each player at this screen. */
export type Devices = readonly Device[];

/** Gamepads that the browser counts at most. */
export const PADS_MAX = 4;
const FIRST: Devices = ['keys1'];

export function devicesFor(count: number, devices: Devices = FIRST): Devices {
  const kept = devices.slice(0, count);
  const free = KEY_SETS.map((set): Device => `keys${set}`).filter((each) => !kept.includes(each));
  return [...kept, ...free.slice(0, count - kept.length)];
}

/** @returns the player whom a device steers, from 1; 0 for none */
export function playerOf(devices: Devices, device: Device): number {
  return devices.length === 1 ? 1 : devices.indexOf(device) + 1;
}

/** Gives a player another device. The player who had it gets theirs in exchange. @param number from 1 */
export function withDevice(devices: Devices, number: number, device: Device): Devices {
  const before = devices[number - 1];
  if (before === undefined) return devices;
  return devices.map((each, i) => (i === number - 1 ? device : each === device ? before : each));
}

/** @param number of the player who leaves, from 1 */
export function withoutPlayer(devices: Devices, number: number): Devices {
  return devices.filter((_, i) => i !== number - 1);
}

/** @param stored comma-separated. @returns null for what cannot be the devices of one screen */
export function readDevices(stored: string): Devices | null {
  const found = stored.split(',').filter((each): each is Device => /^(?:keys[1-4]|pad[0-3])$/.test(each));
  const isWhole = found.length === stored.split(',').length && new Set(found).size === found.length;
  return isWhole && found.length <= PADS_MAX ? found : null;
}
