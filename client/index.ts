// Everything that other folders may use.

export { Conversation } from './conversation.ts';
export { NO_FAVOURITE } from './conversation-state.ts';
export type {
  ConversationEvents,
  ConversationOptions,
  ConversationState,
  EndReason,
  Favourite,
  Queued,
  SavedSession,
} from './conversation-state.ts';
export type { Traffic } from './connection.ts';
export { DEFAULT_SETTINGS } from './default-settings.ts';
export { MatchModel, type Joined, type Outcome, type Update } from './match-model.ts';
export { RoomModel, type Results, type RoomInfo } from './room-model.ts';
export type { Dial, Surroundings, Transport, TransportEvents } from './surroundings.ts';
export type { AfterLoss, Entry } from './after-loss.ts';
