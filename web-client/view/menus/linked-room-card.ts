// What a link leads to, in the menu before the player joins: the mode and what it is about, who is there, and how the rules
// of the room differ from the usual ones.

import { words } from '../../language/language.ts';
import type { LinkedRoom } from '../../netcode/linked-room.ts';
import type { ShownRoom } from '../../netcode/linked-room-watch.ts';
import { isFull } from '../../netcode/room-list.ts';
import { make } from '../element.ts';
import { cardOf, modeTitle } from '../mode-cards.ts';
import { specialSettings, stateName } from '../wording.ts';
import { foldedRules } from './rules-card.ts';

/** Shows the room in the place of the rules. Hidden where the server says nothing of rooms. */
export function showLinkedRoom(place: HTMLElement, code: string, room: ShownRoom): void {
  place.hidden = room === 'unknown';
  const drawn = typeof room === 'string' ? code : JSON.stringify(room);
  if (place.dataset['shown'] === drawn) return;
  place.dataset['shown'] = drawn;
  const title = make('h2', 'linked-room', `${words().room.title} ${code}`);
  place.replaceChildren(title, ...(typeof room === 'string' ? [] : partsOf(place, room)));
}

function partsOf(place: HTMLElement, room: LinkedRoom): readonly HTMLElement[] {
  const { mode } = room;
  const idea = make('p', '', make('strong', '', modeTitle(mode)), ' ', cardOf(mode)?.idea ?? '');
  const facts = make('p', 'facts', factsOf(room).join(' · '));
  const { locked, full, special } = words().linkedRoom;
  const notes = [...(room.locked ? [locked] : []), ...(isFull(room) ? [full] : [])];
  const rules = specialSettings(room.settings).map(([name, value]) => `${name}: ${value}`);
  return [
    idea,
    facts,
    ...notes.map((note) => make('p', 'note', note)),
    ...(rules.length === 0 ? [] : [make('p', 'note', `${special} ${rules.join(' · ')}`)]),
    foldedRules(place, mode),
  ];
}

/** The host, how many play and watch, and what happens there. */
function factsOf({ host, players, seatCount, watchers, state, level }: LinkedRoom): readonly string[] {
  const { hostedBy, players: playersText, watching, level: levelText } = words().rooms;
  return [
    host === '' ? '' : hostedBy(host),
    playersText(players, seatCount),
    stateName(state),
    level > 0 ? levelText(level) : '',
    watchers > 0 ? watching(watchers) : '',
  ].filter(Boolean);
}
