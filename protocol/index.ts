// All of the wire that other folders may use.

export {
  decodeClient,
  decodeServer,
  encodeClient,
  encodeServer,
  errorMessage,
  type Decoded,
  type Mistake,
} from './codec.ts';
export { isAllowed, whereAllowed, type ConversationState } from './conversation.ts';
export {
  errorCodeOf,
  ERRORS,
  faultOf,
  isFatal,
  isResumable,
  type ErrorCode,
  type Fault,
  type Recovery,
  type Refusal,
} from './errors.ts';
export { encodeFrame, FrameDecoder } from './frame.ts';
export * from './limits.ts';
export {
  CLIENT_MESSAGES,
  hasKnownWords,
  isClientKind,
  SERVER_MESSAGES,
  unknownWord,
  type ChatScope,
  type ClientKind,
  type ClientMessage,
  type ClientMessageType,
  type Driver,
  type DriversAllowed,
  type KnownRoomSettings,
  type ListedRoom,
  type NodeAddress,
  type RoomSettings,
  type RoomState,
  type ServerMessage,
  type ServerMessageType,
  type WireLayout,
  type WireResult,
  type WireSeat,
  type WireSettings,
} from './messages.ts';
export { isNodeAddress, isNodeName } from './node-address.ts';
export { msSincePing, pingTime } from './ping-time.ts';
export { nameFault, printableLine, readLine, readName } from './shown-text.ts';
export { encodeLogFrame } from './log-frame.ts';
export { encodeSnapshotFrame } from './snapshot-frame.ts';
export { applyDelta, applyKeyframe, diffWords, TICK_WORD } from './snapshot.ts';
export { percentileBetween, type DelayCounts } from './delay-counts.ts';
export { rowFor, type KnownWord, type OpenWord, type UnknownWord } from './words.ts';
