// Which screen follows which: from the menu into the lobby, into rooms and back, as the session reports. What the screens
// look like is left to view/, the match to match-on-screen.ts, chat and the players around to player-list.ts.

import { favourite } from './favourite.ts';
import type { EndReason, Entry, SavedSession } from '#client';
import type { RoomState } from '#protocol';
import type { TestProbe } from './debug/test-hook.ts';
import type { AttractOnScreen } from './attract-on-screen.ts';
import { words } from './language/language.ts';
import { MatchLeft } from './match-left.ts';
import type { LocalOnScreen } from './local-on-screen.ts';
import type { MatchOnScreen } from './match-on-screen.ts';
import { RoomList } from './netcode/room-list.ts';
import { Session } from './netcode/session.ts';
import type { OnlineMatch } from './netcode/online-match.ts';
import type { News, OnlineRoom, PageSurroundings, SessionState } from './netcode/session-state.ts';
import type { QueueCard } from './daily/queue-card.ts';
import type { PlayerList } from './player-list.ts';
import type { PlayersHere } from './players-here.ts';
import type { Opened } from './replay/replay-pages.ts';
import type { ReplaysOnScreen } from './replays-on-screen.ts';
import { replayInAddress, roomInAddress, setAddress } from './view/address.ts';
import type { Prompt } from './view/dialogs/prompt.ts';
import { FEATURED_MATCH, openEntryDialog } from './view/dialogs/entry-dialog.ts';
import { element } from './view/element.ts';
import { titleOf } from './view/title.ts';
import { departureOf, endingOf, type Ending } from './view/menus/endings.ts';
import type { Menu } from './view/menus/menu.ts';
import type { RoomScreen } from './view/menus/room-screen.ts';
import type { RoomsScreen } from './view/menus/rooms-screen.ts';
import { Screens, screenOf } from './view/menus/screens.ts';
import type { RoomSettingsDialog } from './view/dialogs/room-settings-dialog.ts';
import { MOMENT_MS } from './view/hud/standstill.ts';
import type { Toast } from './view/hud/toast.ts';

/** The screen that the player came from, and that the lobby shows. */
export type Home = 'menu' | 'rooms';

/** The parts of the page that it shows and hides. */
export interface PageParts {
  readonly menu: Menu;
  readonly rooms: RoomsScreen;
  readonly room: RoomScreen;
  readonly match: MatchOnScreen;
  readonly replays: ReplaysOnScreen;
  readonly local: LocalOnScreen;
  readonly attract: AttractOnScreen;
  readonly queue: QueueCard;
  readonly players: PlayerList;
  readonly settings: RoomSettingsDialog;
  readonly prompt: Prompt;
  readonly toast: Toast;
  readonly probe: TestProbe;
  readonly here: PlayersHere;
  /** Called after every change of the session that is shown. */
  readonly changed: () => void;
  /** The server has not taken a ticket. @returns whether the player need not know */
  readonly ticketRefused: (code: EndReason) => boolean;
}

const NOTHING: Ending = { text: null, way: 'again' };

/** States in which the maze moves, or is about to: nothing covers it then. */
const RUNNING: readonly RoomState[] = ['countdown', 'play', 'restored'];

export class ScreenFlow {
  /** Null on the menu. */
  session: Session | null = null;
  readonly screens = new Screens((screen) => this.parts.attract.show(screen === 'menu'));
  private readonly surroundings: PageSurroundings;
  private readonly parts: PageParts;
  private readonly list = new RoomList();
  private readonly connection = element('connection', HTMLElement);
  private home: Home = 'menu';
  /** What the menu has to say once the player has left the replays. */
  private ending: Ending = NOTHING;
  private readonly matchLeft = new MatchLeft();
  /** Whether the player watches what the server features, and not a room of their own choice. */
  private isFeatured = false;
  /** What the player leaves a match for, until another one is there; null for nothing. */
  private next: { readonly entry: Entry; readonly left: OnlineMatch } | null = null;

  constructor(surroundings: PageSurroundings, parts: PageParts) {
    this.surroundings = surroundings;
    this.parts = parts;
    this.screens.show('menu');
    parts.menu.show(NOTHING);
  }

  /** From the menu to the server. @param entry what to ask for there, null to stay in the lobby */
  begin(name: string, entry: Entry | null, from: Home): void {
    this.parts.probe.clicked();
    this.parts.attract.rest();
    this.parts.menu.busy(words().menu.connecting);
    this.isFeatured = entry === FEATURED_MATCH;
    this.open(name, entry, from, null);
  }

  /** The page was loaded anew in the middle of a session. */
  resume(saved: SavedSession): void {
    this.parts.menu.busy(words().menu.resuming);
    this.isFeatured = false;
    this.open(saved.name, null, 'menu', saved);
  }

  /** From the lobby into a room. */
  enter(entry: Entry): void {
    this.parts.probe.clicked();
    this.isFeatured = entry === FEATURED_MATCH;
    this.session?.enter(entry);
  }

  /**
   * Call when the player asks for something whose program has to be loaded first.
   * @returns whether the player is still where they asked, and waits for it
   */
  whereAsked(): () => boolean {
    const { session, screens } = this;
    const { shown } = screens;
    return () => this.session === session && screens.shown === shown;
  }

  /** The player plays in the page instead of waiting for a server that may not be there. */
  stopConnecting(): void {
    this.session?.close();
  }

  leaveRoom(): void {
    const { session } = this;
    if (this.home === 'menu' || session?.state.name !== 'room') session?.close();
    else session?.leave();
  }

  /** From a match in which the player is out into another one of the same mode. */
  playNext(): void {
    const room = this.session?.room ?? null;
    if (room === null || this.session?.state.name !== 'room') return;
    this.next = { entry: { type: 'play', mode: room.match.mode }, left: room.match };
    this.session.leave();
  }

  /** The address was changed: to replays, back from them, or to another room, which the menu offers. */
  followAddress(): void {
    const place = replayInAddress();
    if (place !== null) return this.openReplays(place);
    const code = roomInAddress();
    // Shows the room again, and writes its code into the address.
    if (this.parts.replays.isOpen) this.leaveReplays();
    if (this.session === null || code === null || code === this.session.room?.code) return;
    this.session.close();
    setAddress(code);
    this.parts.menu.show(NOTHING);
  }

  /** Shows replays over whatever is shown. The session goes on below. */
  openReplays(opened: Opened): void {
    const { replays, match, settings, prompt, local } = this.parts;
    const room = this.session?.room ?? null;
    if (!replays.isOpen) this.matchLeft.leave(room);
    settings.close();
    prompt.close();
    match.forget();
    local.close();
    this.screens.show(opened.kind === 'list' ? 'replays' : 'replay');
    replays.roomChanged(room);
    replays.open(opened);
    this.retitle();
  }

  /** From a game in the page back to the menu. */
  closeLocal(): void {
    this.parts.local.close();
    this.screens.show('menu');
    this.parts.menu.show(NOTHING);
  }

  /** What the room looks like has changed, though the session has not: other players at this screen. */
  describeAgain(): void {
    const state = this.session?.state;
    if (state?.name === 'room' && !this.parts.replays.isOpen) this.show(state.room);
  }

  /** From the replays back to the room or the menu. */
  closeReplays(): void {
    setAddress(this.session?.room?.code ?? null);
    this.leaveReplays();
    this.retitle();
  }

  /** The title of the tab says what the page is doing. */
  retitle(): void {
    const session = this.session?.state ?? null;
    const title = titleOf({ screen: this.screens.shown, session, unread: this.parts.players.unread });
    if (document.title !== title) document.title = title;
  }

  private open(name: string, entry: Entry | null, from: Home, saved: SavedSession | null): void {
    this.home = from;
    // Its program may still be loading.
    this.parts.local.close();
    this.session = new Session(
      this.surroundings,
      { name, favourite: favourite(), entry, saved },
      {
        changed: (state) => {
          // The room screen shows the players at this screen.
          this.parts.here.follow();
          this.changed(state);
          if (isDisconnected(state)) this.surroundings.after(MOMENT_MS, () => this.retitle());
          else this.retitle();
          this.parts.changed();
        },
        news: (message) => this.news(message),
        refused: (code, refused) => this.refused(code, refused),
        movedOn: (from, to) => this.parts.toast.say(from === to ? words().match.newSeat : words().match.roomGone),
      },
    );
  }

  private changed(state: SessionState): void {
    this.connection.hidden = !isDisconnected(state);
    if (isDisconnected(state)) this.parts.players.disconnected();
    if (this.isOnTheWay(state)) return;
    if (state.name !== 'lobby') this.parts.queue.hide();
    if (state.name === 'ended') return this.backToMenu(endingOf(state.reason, state.text));
    if (this.parts.replays.isOpen) return this.changedMeanwhile(state);
    const screen = screenOf(state, this.home);
    const isNew = this.screens.show(screen);
    this.session?.browse(screen === 'rooms');
    if (state.name === 'room') this.show(state.room);
    else if (state.name === 'lobby') this.showLobby();
    if (!isNew) return;
    const { prompt, players, room, rooms } = this.parts;
    prompt.close();
    players.stand(screen);
    if (screen === 'rooms') rooms.focus();
    if (screen === 'room') room.focus();
    if (screen === 'match' && document.activeElement instanceof HTMLElement) document.activeElement.blur();
  }

  /** Whether the player leaves one match for another: what is shown of the first one stays until the second is there. */
  private isOnTheWay(state: SessionState): boolean {
    const { next, session } = this;
    if (next === null) return false;
    const isThere = state.name === 'ended' || (state.name === 'room' && state.room.match !== next.left);
    if (isThere) this.next = null;
    // The session is in the middle of its call to us.
    if (state.name === 'lobby') queueMicrotask(() => session === this.session && this.enter(next.entry));
    return !isThere && state.name !== 'room';
  }

  /** The player watches replays. A match that begins with them calls them back. */
  private changedMeanwhile(state: SessionState): void {
    const room = this.session?.room ?? null;
    this.session?.browse(false);
    this.parts.players.areIn(room);
    this.parts.replays.roomChanged(room);
    if (state.name !== 'room' || !this.matchLeft.hasNext(state.room)) return;
    this.closeReplays();
    this.parts.toast.say(words().match.nextBegins);
  }

  private leaveReplays(): void {
    const { replays, menu } = this.parts;
    replays.close();
    if (this.session !== null) return this.changed(this.session.state);
    this.screens.show('menu');
    menu.show(this.ending);
    this.ending = NOTHING;
  }

  private showLobby(): void {
    this.parts.match.forget();
    this.parts.players.areIn(null);
    if (this.home === 'rooms') setAddress(null);
  }

  private show(room: OnlineRoom): void {
    this.followFeatured(room);
    const { players, room: roomScreen, match } = this.parts;
    if (roomInAddress() !== room.code) {
      setAddress(room.code);
      players.enterRoom();
    }
    players.areIn(room);
    players.chat.matchRuns = RUNNING.includes(room.state);
    if (room.state === 'lobby') roomScreen.update(room);
    match.show(room);
  }

  /** A watcher of the featured match gets the next one when nobody plays in its room any more. */
  private followFeatured(room: OnlineRoom): void {
    if (room.isSeated) this.isFeatured = false;
    const isPlayed = room.state !== 'lobby' && room.seats.some(({ driver }) => driver === 'human' || driver === 'bot');
    if (!this.isFeatured || isPlayed || this.next !== null) return;
    const { session } = this;
    this.next = { entry: FEATURED_MATCH, left: room.match };
    this.parts.toast.say(words().rooms.featuredEnded);
    // The session is in the middle of its call to us.
    queueMicrotask(() => session === this.session && session?.leave());
  }

  private backToMenu(ending: Ending): void {
    const { match, settings, prompt, players, menu, replays } = this.parts;
    this.session = null;
    match.forget();
    settings.close();
    prompt.close();
    players.forget();
    if (replays.isOpen) {
      this.ending = ending;
      return replays.roomChanged(null);
    }
    if (ending.way === 'anywhere') setAddress(null);
    this.screens.show('menu');
    this.parts.attract.show(true);
    menu.show(ending);
  }

  private news(message: News): void {
    if (this.list.take(message)) return this.parts.rooms.update(this.list);
    if (message.type === 'queued') return this.parts.queue.show(message, performance.now());
    if (message.type === 'emote') return this.parts.match.showEmote(message);
    if (message.type === 'phrase') this.parts.match.showPhrase(message);
    // A ranked match that does not begin: the server has put the player back into the queue.
    if (message.type === 'left' && message.reason === 'called-off')
      this.parts.toast.say(departureOf(message.reason).text);
    else if (message.type === 'left' && this.next === null) this.depart(departureOf(message.reason));
    this.parts.players.hear(message);
  }

  /** The player is out of the room: the list of rooms says why in a toast, the menu in its own line. */
  private depart(ending: Ending): void {
    if (this.home === 'rooms') return this.parts.toast.say(ending.text);
    const left = this.session;
    // The session is in the middle of its call to us.
    queueMicrotask(() => {
      if (left === null || left !== this.session) return;
      left.close();
      this.sayOnMenu(ending);
    });
  }

  private refused(code: EndReason, refused: Entry | null): void {
    if (refused !== null) this.next = null;
    // An error of a later version that answers no request has nothing to say to the player.
    if (refused === null && code === 'unknown-error') return;
    if (refused === null && this.parts.ticketRefused(code)) return;
    if (refused === null) return this.parts.players.refused(code);
    openEntryDialog(code, refused, this.parts.prompt, {
      enter: (entry) => this.enter(entry),
      giveUp: (ending) => this.notEntered(ending),
    });
  }

  /** No room was entered: the list of rooms says why in a toast, the menu in its own line. */
  private notEntered(ending: Ending): void {
    if (this.home === 'rooms') return this.parts.toast.say(ending.text);
    this.session?.close();
    this.sayOnMenu(ending);
  }

  /** At once, or when the player comes back from the replays. */
  private sayOnMenu(ending: Ending): void {
    if (this.parts.replays.isOpen) this.ending = ending;
    else this.parts.menu.show(ending);
  }
}

/** Whether the connection is lost and not replaced: until a room is shown again that was shown before. */
function isDisconnected(state: SessionState): boolean {
  if (state.name === 'disconnected') return true;
  return (state.name === 'resuming' || state.name === 'entering') && state.room !== null;
}
