// The stay of this tab, kept where a reload of the tab finds it and no other tab does.

import { INT32_MAX } from '#protocol';
import type { Stay } from '../netcode/session-state.ts';

const KEY = 'packetman.stay';

// Storage may be forbidden; then a reload begins anew.

export function keepStay(stay: Stay | null): void {
  try {
    if (stay === null) sessionStorage.removeItem(KEY);
    else sessionStorage.setItem(KEY, JSON.stringify(stay));
  } catch {
    // See above.
  }
}

export function keptStay(): Stay | null {
  try {
    return stayOf(JSON.parse(sessionStorage.getItem(KEY) ?? 'null'));
  } catch {
    return null;
  }
}

/** What an older page wrote may look otherwise. */
function stayOf(stored: Partial<Stay> | null): Stay | null {
  const { token, name, code, sequence } = stored ?? {};
  const isWhole = typeof token === 'string' && typeof name === 'string' && typeof code === 'string';
  const isSequence = Number.isInteger(sequence) && sequence! >= 0 && sequence! < INT32_MAX;
  return isWhole && isSequence ? { token, name, code, sequence: sequence! } : null;
}
