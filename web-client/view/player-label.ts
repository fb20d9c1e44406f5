// How players are written: mark, name and signs. The same in every list of the page.

import { rowFor, type Driver, type KnownWord } from '#protocol';
import type { OnlineRoom } from '../netcode/session-state.ts';
import { words } from '../language/language.ts';
import { make } from './element.ts';
import { MARK_SIGNS, seatLook, type GivenLook } from './maze/pictures/seat-look.ts';

/** Mark, name and signs of a seat. @param choose called by the name, which is a button for every other player */
export function playerLabelParts(room: OnlineRoom, seat: number, choose: (name: string) => void): HTMLElement[] {
  const { name, driver, disconnected, idle } = room.seats[seat]!;
  const own = room.match.ownSeats.indexOf(seat);
  const isOwn = name === room.ownName;
  // The host's own menu closes the room.
  const hasMenu = isPlayer(driver) && (isOwn ? room.isHost : own < 0);
  const who = make(hasMenu ? 'button' : 'span', 'who', name);
  if (who instanceof HTMLButtonElement) {
    who.type = 'button';
    who.title = isOwn ? words().chat.ownMenu : words().signs.choose(name);
    who.addEventListener('click', () => choose(name));
  }
  const text = words().signs;
  const signs: readonly (readonly [isShown: boolean, kind: string, sign: string])[] = [
    [driverSign(driver) !== '', driver, driverSign(driver)],
    [name === room.info.host && driver !== 'empty', 'host', text.host],
    [own >= 0, 'you', room.match.ownSeats.length > 1 ? words().controls.playerSign(own + 1) : text.you],
    [disconnected || idle, 'away', text.away],
  ];
  return [
    markOf(room.match.mode, seat, room.seats[seat]),
    who,
    ...signs.flatMap(([isShown, kind, sign]) => (isShown ? [make('span', `sign ${kind}`, sign)] : [])),
  ];
}

/** Whether somebody plays, and not the AI. */
export function isPlayer(driver: Driver): boolean {
  return driver === 'human' || driver === 'bot';
}

/** What is written beside the name of a player who is no human; '' for a human. */
export function driverSign(driver: Driver): string {
  const { bot, ai } = words().signs;
  const sorts: Readonly<Record<KnownWord<Driver>, string>> = { empty: '', human: '', bot, ai };
  return rowFor(sorts, driver) ?? '';
}

/** The mark of a seat, in its colour. @param given what the room says of the seat's look, as a seat on the wire does */
export function markOf(mode: string, seat: number, given?: GivenLook & object): HTMLElement {
  const look = seatLook(mode, seat, given);
  const mark = make('span', 'mark', MARK_SIGNS[look.mark]);
  mark.style.setProperty('--seat', `var(--seat-${look.name})`);
  mark.ariaHidden = 'true';
  return mark;
}

/** How many watch a room, in words. @param isOne whether the reader is one of them */
export function watchersText(watchers: number, isOne: boolean): string {
  const others = isOne ? watchers - 1 : watchers;
  const { watchers: all, otherWatchers } = words().room;
  return others <= 0 ? '' : (isOne ? otherWatchers : all)(others);
}
