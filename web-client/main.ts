// Puts the page together: its parts, what their buttons do, and the gestures that belong to the whole page.

import type { ClientMessage } from '#protocol';
import { TestProbe } from './debug/test-hook.ts';
import { isForElement } from './input/keys.ts';
import { startLanguage } from './language/language.ts';
import { ScreenFlow } from './screen-flow.ts';
import { LocalOnScreen } from './local-on-screen.ts';
import { MatchOnScreen } from './match-on-screen.ts';
import type { Session } from './netcode/session.ts';
import type { PageSurroundings } from './netcode/session-state.ts';
import { dialWebSocket } from './netcode/web-socket.ts';
import { PlayerList } from './player-list.ts';
import { followOtherTabs } from './preferences.ts';
import { ReplaysOnScreen, serverKeepsReplays } from './replays-on-screen.ts';
import {
  replayHash,
  replayInAddress,
  REPLAYS_HASH,
  roomInAddress,
  setAddress,
  takeRoomFromPath,
} from './view/address.ts';
import { startComfort } from './view/comfort.ts';
import { listenForNames } from './view/maze/names/names-asked.ts';
import { listenToInviteButtons } from './view/dialogs/invitation.ts';
import { Prompt } from './view/dialogs/prompt.ts';
import { DEFAULT_MODE } from './view/mode-cards.ts';
import { Menu } from './view/menus/menu.ts';
import { RoomScreen } from './view/menus/room-screen.ts';
import { RoomsScreen } from './view/menus/rooms-screen.ts';
import { SettingsDialog } from './view/dialogs/settings-dialog.ts';
import { savedSession, saveSession } from './view/session-storage.ts';
import { Toast } from './view/hud/toast.ts';
import { MatchSounds } from './view/sound/match-sounds.ts';

// All that follows writes words.
startComfort();
followOtherTabs();
listenForNames();
await startLanguage();
takeRoomFromPath();

const surroundings: PageSurroundings = {
  dial: dialWebSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/play`),
  now: () => performance.now(),
  rng: Math.random,
  after(ms, call) {
    const timer = setTimeout(call, ms);
    return () => clearTimeout(timer);
  },
  save: saveSession,
};

// Buttons are pressed after all parts are made.
const session = (): Session | null => flow.session;
const send = (message: ClientMessage): void => session()?.send(message);
const leave = (): void => flow.leaveRoom();
const choose = (name: string): void => players.choose(name);
const sit = (): void => send({ type: 'sit' });
const ready = (ready: boolean): void => send({ type: 'ready', ready });

const probe = new TestProbe(session, () => replays.playback ?? local.match ?? match.playback);
const prompt = new Prompt();
const toast = new Toast();
const sounds = new MatchSounds();
const settings = new SettingsDialog();
const players = new PlayerList(session, prompt, toast, () => flow.retitle());
const menu = new Menu({
  play(name, mode) {
    const code = roomInAddress();
    const isLinked = mode === null && code !== null;
    flow.begin(
      name,
      isLinked ? { type: 'join', code, password: '' } : { type: 'play', mode: mode ?? DEFAULT_MODE },
      'menu',
    );
  },
  join(name, code) {
    setAddress(code);
    flow.begin(name, { type: 'join', code, password: '' }, 'menu');
  },
  browse: (name) => flow.begin(name, null, 'rooms'),
  create: (name, mode) => settings.create(mode, (chosen) => flow.begin(name, { type: 'create', ...chosen }, 'menu')),
  replays: () => (location.hash = REPLAYS_HASH),
  practice: () => void local.open(),
  playOffline: () => void local.play(),
});
const rooms = new RoomsScreen({
  join: ({ code }) => flow.enter({ type: 'join', code, password: '' }),
  watch: ({ code }) => flow.enter({ type: 'watch', code, password: '' }),
  create: () => settings.create(null, (chosen) => flow.enter({ type: 'create', ...chosen })),
  back: () => session()?.close(),
});
const room = new RoomScreen({
  start: () => send({ type: 'start' }),
  ready,
  sit,
  configure: changeSettings,
  leave,
  choose,
  kick: (name) => send({ type: 'kick', name, ban: false }),
});
const match = new MatchOnScreen(session, probe, sounds, {
  leave,
  sit,
  ready,
  choose,
  emote: (emote) => send({ type: 'emote', emote }),
  pause: (paused) => send({ type: 'pause', paused }),
  playNext: () => flow.playNext(),
  watchReplay: (id) => (location.hash = replayHash(id)),
});
const replays = new ReplaysOnScreen(
  {
    sounds,
    toggleSound: () => match.toggleSound(),
    leave: () => flow.closeReplays(),
    open: (opened) => flow.openReplays(opened),
  },
  toast,
);
const local = new LocalOnScreen({
  sounds,
  prompt,
  toggleSound: () => void match.toggleSound(),
  drawn: (nowMs, workMs) => probe.drawn(nowMs, workMs),
  show: (screen) => void flow.screens.show(screen),
  leave: () => flow.closeLocal(),
  say: (text) => toast.say(text),
});
const flow = new ScreenFlow(surroundings, {
  menu,
  rooms,
  room,
  match,
  replays,
  local,
  players,
  settings,
  prompt,
  toast,
  probe,
});

start();

function start(): void {
  if (new URLSearchParams(location.search).has('test')) probe.expose();
  listenToInviteButtons(() => session()?.room?.code ?? null);
  window.addEventListener('keydown', shortcut);
  window.addEventListener('hashchange', () => flow.followAddress());
  for (const gesture of ['keydown', 'pointerdown']) window.addEventListener(gesture, () => sounds.unlock());
  // The time between two frames of a hidden tab is not a frame time.
  document.addEventListener('visibilitychange', () => probe.times.restart());
  window.addEventListener('online', () => session()?.reconnectNow());
  // A player in no room has no seat to keep: closing frees the name.
  window.addEventListener('pagehide', () => session()?.state.name === 'lobby' && session()?.close());
  const saved = savedSession();
  if (saved !== null) flow.resume(saved);
  if (replayInAddress() !== null) flow.followAddress();
  listenToDroppedFiles();
  void serverKeepsReplays().then((keeps) => keeps && menu.offerReplays());
}

function changeSettings(): void {
  const now = session();
  const known = now?.room?.info.settings;
  if (!now || known === undefined) return;
  settings.change({ settings: known, password: now.roomPassword }, (chosen) => send({ type: 'configure', ...chosen }));
}

/** A replay file can be dropped on the page, except on a room. */
function listenToDroppedFiles(): void {
  const isPlace = (): boolean => flow.screens.shown !== 'room' && flow.screens.shown !== 'match';
  window.addEventListener('dragover', (event) => isPlace() && event.preventDefault());
  window.addEventListener('drop', (event) => {
    const [file] = event.dataTransfer?.files ?? [];
    if (file === undefined || !isPlace()) return;
    event.preventDefault();
    flow.openReplays({ kind: 'file', file });
  });
}

function shortcut(event: KeyboardEvent): void {
  if (event.repeat || isForElement(event) || flow.screens.shown !== 'match') return;
  const { chat } = players;
  const onButton = event.target instanceof HTMLButtonElement;
  if (event.code === 'Escape' && chat.isOpen) chat.close();
  else if (event.code === 'Escape') prompt.open({ text: 'Leave the match?', ways: [{ label: 'Leave', go: leave }] });
  else if (event.code === 'KeyM') match.toggleSound();
  else if (event.code === 'F3') match.toggleOverlay();
  else if (event.code === 'Enter' && !onButton) chat.open();
  else if (event.ctrlKey || event.metaKey || event.altKey || !match.press(event.code)) return;
  // The same key would close the dialog that it has just opened, or send an empty line.
  event.preventDefault();
}
