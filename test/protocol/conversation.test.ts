import { describe, expect, test } from 'vitest';
import {
  CLIENT_TYPES,
  errorCodeOf,
  ERRORS,
  isAllowed,
  type ClientMessageType,
  type ConversationState,
} from '#protocol';

describe('conversation', () => {
  test.each<[ConversationState, ClientMessageType[]]>([
    ['greeting', ['hello']],
    ['lobby', ['play', 'join', 'create', 'leave', 'input', 'ping']],
    ['seated', ['leave', 'input', 'ping']],
  ])('[M7] in %s a client may say %j and nothing else', (state, allowed) => {
    const types = Object.keys(CLIENT_TYPES) as ClientMessageType[];
    expect(types.filter((type) => isAllowed(state, type))).toEqual(allowed);
  });
});

describe('errors', () => {
  const rows = Object.entries(ERRORS);

  test('[E1] every code has a number of its own from 1 on, and is found again by it', () => {
    expect(new Set(rows.map(([, row]) => row.wire)).size).toBe(rows.length);
    for (const [code, row] of rows) {
      expect(row.wire).toBeGreaterThan(0);
      expect(errorCodeOf(row.wire)).toBe(code);
    }
    expect(errorCodeOf(0)).toBeNull();
    expect(errorCodeOf(4000)).toBeNull();
  });

  test('[E2] codes below 20 end the connection, the others leave it in the lobby', () => {
    for (const [code, row] of rows) expect([code, row.fatal]).toEqual([code, row.wire < 20]);
  });
});
