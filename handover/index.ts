// All that other folders may use of this one.

export {
  HANDOVER_KEY_VARIABLE,
  handoverKey,
  internalBearer,
  isInternalBearer,
  openHandoverKey,
} from './handover-key.ts';
export {
  decodeFinishedMatch,
  encodeFinishedMatch,
  FINISHED_MATCH_BYTES_MAX,
  FINISHED_SEATS_MAX,
  isMatchId,
  MATCH_KINDS,
  type FinishedMatch,
  type FinishedSeat,
  type MatchKind,
} from './finished-match.ts';
export { identityText, isSameIdentity, readIdentity, USER_KINDS, type Identity, type UserKind } from './identity.ts';
export {
  dailyOf,
  DAILY_CHANGES,
  DAILY_MODES,
  DAY_MS,
  isDailyMode,
  isDateText,
  utcDateOf,
  type Daily,
  type DailyChange,
  type DailyMode,
} from './daily.ts';
export {
  DAILY_TRY_PATH,
  dailyTryQuery,
  RATINGS_PATH,
  ratingsQuery,
  readDailyTry,
  readStrength,
  type RatingPool,
  type Strength,
} from './lookups.ts';
export { decodeDailyStart, encodeDailyStart, type DailyStart } from './daily-start.ts';
export { limitedText } from './limited-text.ts';
export { skeleton } from './look-alikes.ts';
export { nameKey } from './name-key.ts';
export { AI_NAMES, isReserved, RESERVED_WORDS } from './reserved-names.ts';
export {
  BAN_KINDS,
  CHANGES_PATH,
  CHANGES_PER_PAGE,
  NO_VERSION,
  readChange,
  readChangesPage,
  type Ban,
  type BanKind,
  type BotVersion,
  type Change,
  type ChangesPage,
  type ClaimedName,
} from './directory.ts';
export {
  isBotToken,
  NONCE_BYTES,
  readBotToken,
  readTicket,
  signBotToken,
  signTicket,
  TICKET_LENGTH_MAX,
  TICKET_LIFE_MS,
  type BotToken,
  type Ticket,
} from './ticket.ts';
export { UsedTickets } from './used-tickets.ts';
export {
  CONTROL_BODY_BYTES_MAX,
  CONTROL_PAGE_MAX,
  CONTROL_PREFIX,
  REASON_LENGTH_MAX,
  ROOMS_MOVED_MAX,
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
  type MovedRooms,
  type LogTail,
  type MoveRooms,
  type NodeFigures,
  type NumberedLine,
  type OutboxFigures,
  type PicturedGhost,
  type PicturedPac,
  type RoomPicture,
  type RoomWithMembers,
} from './control.ts';
export {
  decodeRecords,
  encodeRecords,
  readAnswers,
  RECORD_KINDS,
  RECORDS_BYTES_MAX,
  RECORDS_MAX,
  RECORDS_PATH,
  RECORDS_TYPE,
  REQUEST_BYTES_MAX,
  type HandedRecord,
  type RecordAnswer,
  type RecordKind,
} from './records.ts';
export {
  DESK_PROGRAMS,
  type AuditPage,
  type AuditRow,
  type BanPage,
  type BanRow,
  type BridgeStatus,
  type Credentials,
  type DeskProgram,
  type DeskStatus,
  type Done,
  type FailedMatch,
  type FailedPage,
  type GameServerStatus,
  type History,
  type LiveNews,
  type NodeStatus,
  type NewBan,
  type Operator,
  type Sample,
} from './desk.ts';
