// Composition root of the page: session, screens, stage, sounds and hands, and who hears of what.

import type { ErrorCode } from '#protocol';
import { PHASE } from '#simulation';
import { NetworkOverlay } from './debug/network-overlay.ts';
import { TestProbe } from './debug/test-hook.ts';
import { isForElement, listenToKeys } from './input/keys.ts';
import { Steering } from './input/steering.ts';
import { listenToSwipes } from './input/swipe.ts';
import { ChatLog, sentenceOf } from './netcode/chat-log.ts';
import { LineHealth } from './netcode/line-health.ts';
import { dialWebSocket } from './netcode/link.ts';
import type { MatchEvent, OnlineMatch } from './netcode/online-match.ts';
import type { OnlineRoom } from './netcode/online-room.ts';
import { RoomList } from './netcode/room-list.ts';
import { Session } from './netcode/session.ts';
import type { Ask, News, SessionState, Stay, Surroundings } from './netcode/session-state.ts';
import { listenToCopyButtons, roomInAddress, setAddress } from './view/address.ts';
import { AskDialog } from './view/ask.ts';
import { ChatPanel } from './view/chat-panel.ts';
import { meetClosedDoor } from './view/door.ts';
import { element } from './view/element.ts';
import { departureOf, endingOf, type Ending } from './view/endings.ts';
import { Hud } from './view/hud.ts';
import { LineWarning } from './view/line-warning.ts';
import { MatchSounds } from './view/match-sounds.ts';
import { Menu } from './view/menu.ts';
import { askAboutPerson, type Mutes } from './view/person-menu.ts';
import { ResultsPanel } from './view/results-panel.ts';
import { RoomScreen } from './view/room-screen.ts';
import { RoomsScreen } from './view/rooms-screen.ts';
import { Screens, screenOf } from './view/screens.ts';
import { SettingsDialog } from './view/settings-dialog.ts';
import { keptStay, keepStay } from './view/stay-storage.ts';
import { Toast } from './view/toast.ts';

const surroundings: Surroundings = {
  dial: dialWebSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/play`),
  now: () => performance.now(),
  chance: Math.random,
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
  keep: keepStay,
};

let session: Session | null = null;
/** Where the lobby leads: back to where one came from. */
let home: 'menu' | 'rooms' = 'menu';
let shownMatch: OnlineMatch | null = null;
/** Keys and fingers of the match, while there is one. */
let hands: AbortController | null = null;
let health = new LineHealth();
let mutes: Mutes = { own: new Set(), forRoom: new Set() };

const probe = new TestProbe(() => session);
const overlay = new NetworkOverlay(probe.times);
const warning = new LineWarning();
const sounds = new MatchSounds();
const steering = new Steering((direction) => session?.wish(direction));
const screens = new Screens();
const log = new ChatLog();
const rooms = new RoomList();
const ask = new AskDialog();
const toast = new Toast();
const settingsDialog = new SettingsDialog();
const connection = element('connection', HTMLElement);

const leave = (): void => leaveRoom();
const choose = (name: string): void => choosePerson(name);
const sit = (): void => session?.send({ type: 'sit' });
const ready = (ready: boolean): void => session?.send({ type: 'ready', ready });

const menu = new Menu({
  play(name) {
    const code = roomInAddress();
    begin(name, code === null ? { type: 'play', mode: 'coop' } : { type: 'join', code, password: '' }, 'menu');
  },
  classic: (name) => begin(name, { type: 'play', mode: 'classic' }, 'menu'),
  browse: (name) => begin(name, null, 'rooms'),
  create: (name) => settingsDialog.create((chosen) => begin(name, { type: 'create', ...chosen }, 'menu')),
});
const roomsScreen = new RoomsScreen({
  join: ({ code }) => enter({ type: 'join', code, password: '' }),
  watch: ({ code }) => enter({ type: 'watch', code, password: '' }),
  create: () => settingsDialog.create((chosen) => enter({ type: 'create', ...chosen })),
  back: () => session?.close(),
});
const roomScreen = new RoomScreen({
  start: () => session?.send({ type: 'start' }),
  ready,
  sit,
  configure: () => changeSettings(),
  leave,
  choose,
  kick: (name) => session?.send({ type: 'kick', name, ban: false }),
});
const hud = new Hud(
  {
    leave,
    sit,
    choose,
    pause: (paused) => session?.send({ type: 'pause', paused }),
    mute: () => sounds.toggle(),
  },
  sounds.muted,
);
const results = new ResultsPanel({ ready, leave });
const chat = new ChatPanel(log, {
  say: (utterance) => session?.send({ type: 'chat', ...utterance }),
  muteAll: (muted) => session?.send({ type: 'mute', name: '', muted, forRoom: false }),
  choose,
});
// Phaser is most of the page's bytes: it comes while the player reads the menu.
const stage = import('./scenes/stage.ts').then(({ createStage }) => createStage(element('stage', HTMLElement), drawn));

start();

function start(): void {
  if (new URLSearchParams(location.search).has('test')) probe.expose();
  listenToCopyButtons();
  window.addEventListener('keydown', shortcut);
  window.addEventListener('hashchange', followLink);
  for (const gesture of ['keydown', 'pointerdown']) window.addEventListener(gesture, () => sounds.unlock());
  // What lies between two frames of a hidden tab is no frame.
  document.addEventListener('visibilitychange', () => probe.times.restart());
  window.addEventListener('online', () => session?.hurry());
  // Whoever is in no room has no place to keep, and frees the name.
  window.addEventListener('pagehide', () => session?.state.name === 'lobby' && session.close());
  screens.show('menu');
  menu.show({ text: null, way: 'again' });
  const stay = keptStay();
  if (stay !== null) resume(stay);
}

function begin(name: string, wish: Ask | null, from: typeof home): void {
  probe.clicked();
  menu.busy('Connecting…');
  open(name, wish, from, null);
}

/** The page was loaded anew in the middle of a stay. */
function resume(stay: Stay): void {
  menu.busy('Getting you back…');
  open(stay.name, null, 'menu', stay);
}

function open(name: string, wish: Ask | null, from: typeof home, stay: Stay | null): void {
  home = from;
  session = new Session(surroundings, { name, ask: wish, stay }, { changed, news, refused });
}

/** From the lobby into a room. */
function enter(wish: Ask): void {
  probe.clicked();
  session?.enter(wish);
}

function leaveRoom(): void {
  if (home === 'menu' || session?.state.name === 'away') session?.close();
  else session?.leave();
}

function changed(state: SessionState): void {
  connection.hidden = state.name !== 'away';
  if (state.name === 'ended') return backToMenu(endingOf(state.reason));
  const screen = screenOf(state, home);
  const isNew = screens.show(screen);
  session?.browse(screen === 'rooms');
  if (state.name === 'room') show(state.room);
  else if (state.name === 'lobby') showLobby();
  if (!isNew) return;
  ask.close();
  chat.stand(screen === 'rooms' ? 'lobby' : 'room', screen === 'match');
  if (screen === 'rooms') roomsScreen.focus();
  if (screen === 'room') roomScreen.focus();
  if (screen === 'match' && document.activeElement instanceof HTMLElement) document.activeElement.blur();
}

function showLobby(): void {
  forgetMatch();
  chat.company(session?.name ?? '', []);
  if (home === 'rooms') setAddress(null);
}

function show(room: OnlineRoom): void {
  if (roomInAddress() !== room.code) enterRoom(room);
  chat.company(room.ownName, room.seats.map(({ name }) => name).filter(Boolean));
  if (room.state === 'lobby') roomScreen.update(room);
  else hud.describe(room);
  results.update(room, performance.now());
  if (room.state === 'lobby' && shownMatch !== null) forgetMatch();
  if (room.state !== 'lobby' && room.match !== shownMatch) startMatch(room.match);
}

function enterRoom(room: OnlineRoom): void {
  setAddress(room.code);
  mutes = { own: mutes.own, forRoom: new Set() };
  log.clear();
  chat.update();
}

/** A match begins: the first one, a rematch, or the same one after a lost connection. */
function startMatch(match: OnlineMatch): void {
  shownMatch = match;
  hands ??= listen();
  health = new LineHealth();
  probe.times.restart();
  steering.restart();
  const { phase } = match.prediction.confirmed;
  if (phase === PHASE.ready || phase === PHASE.tune) sounds.playStart();
  void stage.then((stage) => shownMatch === match && stage.show(match));
}

function listen(): AbortController {
  const ends = new AbortController();
  listenToKeys(steering, ends.signal);
  listenToSwipes(element('match', HTMLElement), steering, ends.signal);
  return ends;
}

/** After every frame. */
function drawn(match: OnlineMatch, events: readonly MatchEvent[], workMs: number): void {
  const now = performance.now();
  steering.update(match.prediction.predicted, match.seat);
  sounds.play(events);
  hud.update(match);
  results.tick(now);
  probe.drawn(now, workMs);
  showLine(now);
}

/** How the connection is doing: to everybody when it hurts, to the curious always. */
function showLine(nowMs: number): void {
  const vitals = session?.vitals ?? null;
  if (vitals === null) return;
  overlay.update(vitals, nowMs);
  // Of a connection that is away, another line speaks.
  warning.show(connection.hidden ? health.update(vitals, nowMs) : null);
}

function forgetMatch(): void {
  shownMatch = null;
  hands?.abort();
  hands = null;
  results.update(null, 0);
  warning.show(null);
  void stage.then((stage) => shownMatch === null && stage.clear());
}

function backToMenu(ending: Ending): void {
  session = null;
  forgetMatch();
  settingsDialog.close();
  ask.close();
  log.clear();
  chat.forget();
  mutes = { own: new Set(), forRoom: new Set() };
  if (ending.way === 'anywhere') setAddress(null);
  screens.show('menu');
  menu.show(ending);
}

function news(message: News): void {
  if (rooms.take(message)) return roomsScreen.update(rooms);
  if (message.type === 'chat') log.said(message, session?.name ?? '');
  else if (message.type === 'notice') hear(message);
  else if (message.type === 'left') depart(departureOf(message.reason));
  chat.update();
}

function hear(notice: News & { type: 'notice' }): void {
  const { kind, name } = notice;
  if (kind === 'muted') mutes.forRoom.add(name);
  if (kind === 'unmuted') mutes.forRoom.delete(name);
  log.news(sentenceOf(notice));
  if (kind === 'idle') toast.say(sentenceOf(notice));
}

/** The room is behind us: in the list that is said in passing, on the first screen it stands there. */
function depart(ending: Ending): void {
  if (home === 'rooms') return toast.say(ending.text);
  const left = session;
  // The session is in the middle of telling us.
  queueMicrotask(() => {
    if (left === null || left !== session) return;
    left.close();
    menu.show(ending);
  });
}

function refused(code: ErrorCode, asked: Ask | null): void {
  if (asked !== null) return meetClosedDoor(code, asked, ask, { enter, turnedAway });
  const { text } = endingOf(code);
  log.news(text ?? '');
  chat.update();
  toast.say(text);
}

/** Not let in: the list is where it was, the first screen says why. */
function turnedAway(ending: Ending): void {
  if (home === 'rooms') return toast.say(ending.text);
  session?.close();
  menu.show(ending);
}

function changeSettings(): void {
  const room = session?.room;
  if (session === null || room === undefined || room === null) return;
  const now = { settings: room.info.settings, password: session.roomPassword };
  settingsDialog.change(now, (chosen) => session?.send({ type: 'configure', ...chosen }));
}

function choosePerson(name: string): void {
  const room = session?.room ?? null;
  askAboutPerson(ask, name, mutes, room?.isHost ?? false, {
    whisper: () => chat.whisperTo(name),
    mute: (muted, forRoom) => session?.send({ type: 'mute', name, muted, forRoom }),
    kick: (ban) => session?.send({ type: 'kick', name, ban }),
  });
}

function shortcut(event: KeyboardEvent): void {
  if (event.repeat || isForElement(event) || screens.shown !== 'match') return;
  const onButton = event.target instanceof HTMLButtonElement;
  if (event.code === 'Escape' && chat.isOpen) chat.close();
  else if (event.code === 'Escape') ask.open({ text: 'Leave the match?', ways: [{ label: 'Leave', go: leaveRoom }] });
  else if (event.code === 'KeyM') hud.toggleSound();
  else if (event.code === 'F3') overlay.toggle();
  else if (event.code === 'Enter' && !onButton) chat.open();
  else return;
  // The same key would close the dialog that it has just opened, or send an empty line.
  event.preventDefault();
}

/** Somebody opened the link of another room: the menu offers it. */
function followLink(): void {
  const code = roomInAddress();
  if (session === null || code === null || code === session.room?.code) return;
  session.close();
  setAddress(code);
  menu.show({ text: null, way: 'again' });
}
