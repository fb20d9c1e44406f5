// How messages about a room change the state of a conversation. Pure functions: a state and a message give the next state.

import type { ServerMessage } from '#protocol';
import type { ConversationState } from './conversation-state.ts';
import type { MatchModel } from './match-model.ts';
import { RoomModel, type RoomInfo } from './room-model.ts';

/** `joined`: a first match, a rematch, or the same one over a new connection, whose model may be the same too. */
export function afterJoined<Match extends MatchModel>(
  state: ConversationState<Match>,
  match: Match,
): ConversationState<Match> {
  if (state.name === 'room') {
    const { room } = state;
    return { name: 'room', room: room.match === match ? room.reseated() : room.rematch(match) };
  }
  return { name: 'entering', match, room: 'room' in state ? state.room : null };
}

/** `room`, `seats`, `results`, and `identity`, which may give us another name. Other messages, and messages outside of a room, do not change the state. */
export function afterMessage<Match extends MatchModel>(
  state: ConversationState<Match>,
  message: ServerMessage,
  ownName: string,
  nowMs: number,
): ConversationState<Match> {
  if (state.name !== 'entering' && state.name !== 'room') return state;
  const match = state.name === 'entering' ? state.match : state.room.match;
  switch (message.type) {
    case 'room':
      return { name: 'room', room: described(state.room, match, message, ownName, nowMs) };
    case 'seats':
      match.seats = message.seats;
      return state.name === 'room' ? { name: 'room', room: state.room.reseated() } : state;
    case 'identity':
      return state.name === 'room' ? { name: 'room', room: state.room.renamed(message.name) } : state;
    case 'results':
      return state.name === 'room' ? { name: 'room', room: state.room.withResults(message) } : state;
    default:
      return state;
  }
}

/** @param room as known so far; dropped if the description is of another room */
function described<Match extends MatchModel>(
  room: RoomModel<Match> | null,
  match: Match,
  info: RoomInfo,
  ownName: string,
  nowMs: number,
): RoomModel<Match> {
  const isKnown = room !== null && room.code === info.code && room.ownName === ownName;
  return isKnown ? room.described(match, info, nowMs) : RoomModel.entered(match, info, ownName, nowMs);
}
