// The session of this tab, kept where a reload of the tab finds it and no other tab does.

import type { SavedSession } from '#client';
import { INT32_MAX } from '#protocol';
import type { DraftStorage } from '../netcode/chat-draft.ts';

const KEY = 'packetman.session';
const DRAFT_KEY = 'packetman.draft';

// Storage may be forbidden; then a reload begins anew.

export function saveSession(session: SavedSession | null): void {
  try {
    if (session === null) sessionStorage.removeItem(KEY);
    else sessionStorage.setItem(KEY, JSON.stringify(session));
  } catch {
    // See above.
  }
}

export function savedSession(): SavedSession | null {
  try {
    return sessionOf(JSON.parse(sessionStorage.getItem(KEY) ?? 'null'));
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
