// The player's way through the page: from the first screen into the lobby, into rooms, and back, as the session tells.
// What the screens look like is left to view/, the match to match-on-screen.ts, talk to player-list.ts.

import type { ErrorCode } from '#protocol';
import type { TestProbe } from './debug/test-hook.ts';
import type { MatchOnScreen } from './match-on-screen.ts';
import type { OnlineRoom } from './netcode/online-room.ts';
import { RoomList } from './netcode/room-list.ts';
import { Session } from './netcode/session.ts';
import type { Ask, News, SessionState, Stay, Surroundings } from './netcode/session-state.ts';
import type { PlayerList } from './player-list.ts';
import { roomInAddress, setAddress } from './view/address.ts';
import type { Prompt } from './view/dialogs/prompt.ts';
import { meetClosedDoor } from './view/dialogs/entry-dialog.ts';
import { element } from './view/element.ts';
import { departureOf, endingOf, type Ending } from './view/menus/endings.ts';
import type { Menu } from './view/menus/menu.ts';
import type { RoomScreen } from './view/menus/room-screen.ts';
import type { RoomsScreen } from './view/menus/rooms-screen.ts';
import { Screens, screenOf } from './view/menus/screens.ts';
import type { SettingsDialog } from './view/dialogs/settings-dialog.ts';
import type { Toast } from './view/hud/toast.ts';

/** Where one came from, and where the lobby leads back to. */
export type Home = 'menu' | 'rooms';

/** What the way leads past. */
export interface Sights {
  readonly menu: Menu;
  readonly rooms: RoomsScreen;
  readonly room: RoomScreen;
  readonly match: MatchOnScreen;
  readonly people: PlayerList;
  readonly settings: SettingsDialog;
  readonly ask: Prompt;
  readonly toast: Toast;
  readonly probe: TestProbe;
}

export class ScreenFlow {
  /** Null on the first screen. */
  session: Session | null = null;
  readonly screens = new Screens();
  private readonly surroundings: Surroundings;
  private readonly sights: Sights;
  private readonly list = new RoomList();
  private readonly connection = element('connection', HTMLElement);
  private home: Home = 'menu';

  constructor(surroundings: Surroundings, sights: Sights) {
    this.surroundings = surroundings;
    this.sights = sights;
    this.screens.show('menu');
    sights.menu.show({ text: null, way: 'again' });
  }

  /** From the first screen to the server. @param wish what to ask for there, null to look around in the lobby. */
  begin(name: string, wish: Ask | null, from: Home): void {
    this.sights.probe.clicked();
    this.sights.menu.busy('Connecting…');
    this.open(name, wish, from, null);
  }

  /** The page was loaded anew in the middle of a stay. */
  resume(stay: Stay): void {
    this.sights.menu.busy('Getting you back…');
    this.open(stay.name, null, 'menu', stay);
  }

  /** From the lobby into a room. */
  enter(wish: Ask): void {
    this.sights.probe.clicked();
    this.session?.enter(wish);
  }

  leaveRoom(): void {
    const { session } = this;
    if (this.home === 'menu' || session?.state.name === 'away') session?.close();
    else session?.leave();
  }

  /** Somebody opened the link of another room: the menu offers it. */
  followLink(): void {
    const code = roomInAddress();
    if (this.session === null || code === null || code === this.session.room?.code) return;
    this.session.close();
    setAddress(code);
    this.sights.menu.show({ text: null, way: 'again' });
  }

  private open(name: string, ask: Ask | null, from: Home, stay: Stay | null): void {
    this.home = from;
    this.session = new Session(
      this.surroundings,
      { name, ask, stay },
      {
        changed: (state) => this.changed(state),
        news: (message) => this.news(message),
        refused: (code, asked) => this.refused(code, asked),
      },
    );
  }

  private changed(state: SessionState): void {
    this.connection.hidden = state.name !== 'away';
    if (state.name === 'ended') return this.backToMenu(endingOf(state.reason));
    const screen = screenOf(state, this.home);
    const isNew = this.screens.show(screen);
    this.session?.browse(screen === 'rooms');
    if (state.name === 'room') this.show(state.room);
    else if (state.name === 'lobby') this.showLobby();
    if (!isNew) return;
    const { ask, people, room, rooms } = this.sights;
    ask.close();
    people.stand(screen);
    if (screen === 'rooms') rooms.focus();
    if (screen === 'room') room.focus();
    if (screen === 'match' && document.activeElement instanceof HTMLElement) document.activeElement.blur();
  }

  private showLobby(): void {
    this.sights.match.forget();
    this.sights.people.areIn(null);
    if (this.home === 'rooms') setAddress(null);
  }

  private show(room: OnlineRoom): void {
    const { people, room: roomScreen, match } = this.sights;
    if (roomInAddress() !== room.code) {
      setAddress(room.code);
      people.enterRoom();
    }
    people.areIn(room);
    if (room.state === 'lobby') roomScreen.update(room);
    match.show(room);
  }

  private backToMenu(ending: Ending): void {
    const { match, settings, ask, people, menu } = this.sights;
    this.session = null;
    match.forget();
    settings.close();
    ask.close();
    people.forget();
    if (ending.way === 'anywhere') setAddress(null);
    this.screens.show('menu');
    menu.show(ending);
  }

  private news(message: News): void {
    if (this.list.take(message)) return this.sights.rooms.update(this.list);
    if (message.type === 'left') this.depart(departureOf(message.reason));
    this.sights.people.hear(message);
  }

  /** The room is behind us: in the list that is said in passing, on the first screen it stands there. */
  private depart(ending: Ending): void {
    if (this.home === 'rooms') return this.sights.toast.say(ending.text);
    const left = this.session;
    // The session is in the middle of telling us.
    queueMicrotask(() => {
      if (left === null || left !== this.session) return;
      left.close();
      this.sights.menu.show(ending);
    });
  }

  private refused(code: ErrorCode, asked: Ask | null): void {
    if (asked === null) return this.sights.people.tell(endingOf(code).text);
    meetClosedDoor(code, asked, this.sights.ask, {
      enter: (wish) => this.enter(wish),
      turnedAway: (ending) => this.turnedAway(ending),
    });
  }

  /** Not let in: the list is where it was, the first screen says why. */
  private turnedAway(ending: Ending): void {
    if (this.home === 'rooms') return this.sights.toast.say(ending.text);
    this.session?.close();
    this.sights.menu.show(ending);
  }
}
