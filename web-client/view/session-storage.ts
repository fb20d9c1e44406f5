// The session of this tab, kept where a reload of the tab finds it and no other tab does.

import type { SavedSession } from '#client';
import { INT32_MAX } from '#protocol';
import { readDevices, type Devices } from '../input/devices.ts';
import type { DraftStorage } from '../netcode/chat-draft.ts';

const KEY = 'packetman.session';
const DRAFT_KEY = 'packetman.draft';
const DEVICES_KEY = 'packetman.devices';

// Storage may be forbidden; then a reload begins anew.

export function saveSession(session: SavedSession | null): void {
  store(KEY, session === null ? null : JSON.stringify(session));
}

export function savedSession(): SavedSession | null {
  return sessionAt(KEY);
}

/** The session of another player at this screen. @param number from 2 */
export function saveLocalSession(number: number, session: SavedSession | null): void {
  store(localKey(number), session === null ? null : JSON.stringify(session));
}

/** @param count of players beside the first */
export function savedLocalSessions(count: number): (SavedSession | null)[] {
  return Array.from({ length: count }, (_, i) => sessionAt(localKey(i + 2)));
}

/** The device of each player at this screen. */
export function saveDevices(devices: Devices): void {
  store(DEVICES_KEY, devices.join());
}

export function savedDevices(): Devices | null {
  return readDevices(stored(DEVICES_KEY) ?? '');
}

function localKey(number: number): string {
  return `${KEY}.${number}`;
}

function sessionAt(key: string): SavedSession | null {
  try {
    return sessionOf(JSON.parse(stored(key) ?? 'null'));
  } catch {
    return null;
  }
}

function store(key: string, text: string | null): void {
  try {
    if (text === null) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, text);
  } catch {
    // Storage is forbidden or full.
  }
}

function stored(key: string): string | null {
  try {
    return sessionStorage.getItem(key);
  } catch {
    return null;
  }
}

/** The line of chat that this tab has half typed. */
export const draftStorage: DraftStorage = {
  read() {
    try {
      return sessionStorage.getItem(DRAFT_KEY) ?? '';
    } catch {
      return '';
    }
  },
  write(line) {
    try {
      if (line === '') sessionStorage.removeItem(DRAFT_KEY);
      else sessionStorage.setItem(DRAFT_KEY, line);
    } catch {
      // See above.
    }
  },
};

/** An older version of the page may have written other fields. */
function sessionOf(stored: Partial<SavedSession> | null): SavedSession | null {
  const { token, name, code, mode, isWatching, sequence } = stored ?? {};
  if (typeof token !== 'string' || typeof name !== 'string' || typeof code !== 'string') return null;
  if (typeof mode !== 'string' || typeof isWatching !== 'boolean') return null;
  if (!Number.isInteger(sequence) || sequence! < 0 || sequence! >= INT32_MAX) return null;
  return { token, name, code, mode, isWatching, sequence: sequence! };
}
