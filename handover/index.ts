// All that other folders may use of this one.

export { handoverKey, internalBearer, isInternalBearer, openHandoverKey } from './handover-key.ts';
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
