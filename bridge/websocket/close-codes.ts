/**
 * Every cause that ends a tunnel. Its id is in log and metrics; its code and reason are sent to the browser. tunnel.ts
 * chooses the cause, and refusals.ts before there is a tunnel. A cause without a reason sends no Close frame of the
 * tunnel: its WebSocket or the browser has sent one, or there is none.
 */
export const CLOSES = {
  'target-closed': { code: 1000, reason: 'target closed' },
  'going-away': { code: 1001, reason: 'bridge going away' },
  'protocol-error': { code: 1002, reason: null },
  'text-refused': { code: 1003, reason: 'binary messages only' },
  'browser-closed': { code: 1005, reason: null },
  'browser-lost': { code: 1006, reason: null },
  'browser-silent': { code: 1006, reason: null },
  'not-utf8': { code: 1007, reason: null },
  'not-deflated': { code: 1007, reason: null },
  'target-stalled': { code: 1008, reason: 'target does not read' },
  'browser-stalled': { code: 1008, reason: 'you do not read' },
  idle: { code: 1008, reason: 'idle for too long' },
  'login-expired': { code: 1008, reason: 'login expired' },
  'token-revoked': { code: 1008, reason: 'token revoked' },
  'ended-by-operator': { code: 1008, reason: 'ended by the operator' },
  rejected: { code: 1008, reason: 'rejected' },
  unauthorized: { code: 1008, reason: 'not authorized' },
  'no-route': { code: 1008, reason: 'nothing at this address' },
  'too-many-tunnels': { code: 1008, reason: 'too many connections from your address' },
  'too-many-handshakes': { code: 1008, reason: 'too many handshakes from your address' },
  'too-many-failures': { code: 1008, reason: 'too many failed logins from your address' },
  'too-many-pieces': { code: 1008, reason: null },
  'message-too-big': { code: 1009, reason: null },
  'inflated-too-big': { code: 1009, reason: 'too much at once when inflated' },
  'frame-too-big': { code: 1009, reason: 'frame too big' },
  'target-reset': { code: 1011, reason: 'target reset' },
  'look-up-failed': { code: 1011, reason: 'the target could not be looked up' },
  'look-up-timeout': { code: 1013, reason: 'the target was not looked up in time' },
  'tokens-unavailable': { code: 1013, reason: 'targets cannot be looked up now, try again later' },
  'over-capacity': { code: 1013, reason: 'bridge is full, try again later' },
  'target-unreachable': { code: 1014, reason: 'target unreachable' },
  'target-timeout': { code: 1014, reason: 'target did not answer in time' },
} as const satisfies Record<string, { code: number; reason: string | null }>;

export type CloseId = keyof typeof CLOSES;

/** The causes that the bridge itself announces with a Close frame. */
export type AnnouncedCloseId = {
  [Id in CloseId]: (typeof CLOSES)[Id]['reason'] extends null ? never : Id;
}[CloseId];

/** The cause for an error of `ws`, null where the browser has not violated the protocol. */
export function closeOfViolation(error: Error): CloseId | null {
  const code = 'code' in error ? String(error.code) : '';
  // Of zlib.
  if (code.startsWith('Z_')) return 'not-deflated';
  return code.startsWith('WS_ERR_') ? (CLOSE_OF_VIOLATION[code] ?? 'protocol-error') : null;
}

/** By the error codes of `ws`; all others are protocol errors. */
const CLOSE_OF_VIOLATION: Readonly<Record<string, CloseId>> = {
  WS_ERR_UNSUPPORTED_MESSAGE_LENGTH: 'message-too-big',
  WS_ERR_UNSUPPORTED_DATA_PAYLOAD_LENGTH: 'message-too-big',
  WS_ERR_TOO_MANY_BUFFERED_PARTS: 'too-many-pieces',
  WS_ERR_INVALID_UTF8: 'not-utf8',
};
