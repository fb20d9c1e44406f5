// All that other folders may use of this one.

export { handoverKey, internalBearer, isInternalBearer, openHandoverKey } from './handover-key.ts';
export {
  CONTROL_BODY_BYTES_MAX,
  CONTROL_PAGE_MAX,
  CONTROL_PREFIX,
  REASON_LENGTH_MAX,
  type Announce,
  type Announced,
  type CloseRoom,
  type ControlErrorCode,
  type ControlRefusal,
  type ControlRoom,
  type ControlRooms,
  type ControlSession,
  type ControlSessions,
  type Figures,
  type Kick,
  type Kicked,
  type LogTail,
  type NumberedLine,
  type OutboxFigures,
  type PicturedGhost,
  type PicturedPac,
  type RoomPicture,
  type RoomWithMembers,
} from './control.ts';
