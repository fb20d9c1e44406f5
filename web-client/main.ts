// Puts the page together: its parts, what their buttons do, and the gestures that belong to the whole page.

import { PING_INTERVAL_MS, type ClientMessage } from '#protocol';
import { AccountOnScreen } from './account/account-on-screen.ts';
import { TestProbe } from './debug/test-hook.ts';
import { Controls } from './controls.ts';
import { startLanguage, words } from './language/language.ts';
import { favourite, onFavourite } from './favourite.ts';
import { deviceSecret } from './account/device-secret.ts';
import { AttractOnScreen } from './attract-on-screen.ts';
import { ScreenFlow } from './screen-flow.ts';
import { keepPage } from './keep-page.ts';
import { LocalOnScreen } from './local-on-screen.ts';
import { OfflineScores } from './local/offline-scores.ts';
import type { PlayTune } from './local/scenes/intermission.ts';
import { MatchOnScreen } from './match-on-screen.ts';
import type { Session } from './netcode/session.ts';
import type { OnlineRoom, PageSurroundings } from './netcode/session-state.ts';
import { dialWebSocket } from './netcode/web-socket.ts';
import { canShareScreen } from './netcode/local-players.ts';
import { loadScenes, OnlineScenes } from './online-scenes.ts';
import { QueueCard } from './daily/queue-card.ts';
import { RANKED_MODES, RecordsOnScreen } from './daily/records-on-screen.ts';
import { PlayerList } from './player-list.ts';
import { PlayersHere } from './players-here.ts';
import { sharedGame } from './shared-game.ts';
import { followOtherTabs, preferences } from './preferences.ts';
import { ReplaysOnScreen, serverKeepsReplays } from './replays-on-screen.ts';
import {
  ACCOUNT_HASH,
  languageInAddress,
  replayHash,
  replayInAddress,
  REPLAYS_HASH,
  roomInAddress,
  setAddress,
  setLanguageInAddress,
  takeLinkFromPath,
} from './view/address.ts';
import { startComfort } from './view/comfort.ts';
import { startFocusRing } from './view/focus-ring.ts';
import { addPixelFace } from './view/font/pixel-face.ts';
import { listenForNames } from './view/maze/names/names-asked.ts';
import { listenToInviteButtons } from './view/dialogs/invitation.ts';
import { PlayersDialog } from './view/dialogs/players-dialog.ts';
import { startPictures } from './view/picture.ts';
import { FEATURED_MATCH } from './view/dialogs/entry-dialog.ts';
import { Prompt } from './view/dialogs/prompt.ts';
import { element, write } from './view/element.ts';
import { DEFAULT_MODE } from './view/mode-cards.ts';
import { titleKeys } from './view/key-titles.ts';
import { Menu } from './view/menus/menu.ts';
import { RoomScreen } from './view/menus/room-screen.ts';
import { RoomsScreen } from './view/menus/rooms-screen.ts';
import { RoomSettingsDialog } from './view/dialogs/room-settings-dialog.ts';
import { deviceName } from './view/key-names.ts';
import { listenToSettingsButtons } from './view/settings/settings-button.ts';
import { shareCardOf } from './view/results/share-card.ts';
import { shareOrCopy } from './view/share.ts';
import { savedSession, saveSession } from './view/session-storage.ts';
import { Toast } from './view/hud/toast.ts';
import { CaptionLine } from './view/sound/caption-line.ts';
import { MatchSounds } from './view/sound/match-sounds.ts';
import { PageSounds } from './view/sound/page-sounds.ts';
import { vibrate } from './view/sound/vibration.ts';

// The catalogue has to be loaded before any text is written.
startComfort();
startFocusRing();
addPixelFace();
startPictures();
followOtherTabs();
listenForNames();
await startLanguage(languageInAddress());
takeLinkFromPath();

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
const ready = (ready: boolean): void => sendForAll({ type: 'ready', ready });
const pause = (paused: boolean): void => sendForAll({ type: 'pause', paused });
/** Whether the match begins as soon as everybody at this screen has a seat. */
let startsWhenSeated = false;
/** Whether the page is loaded anew after the game that is played in it. */
let changesLanguage = false;

const speaker = new PageSounds();
const probe = new TestProbe(
  session,
  () => replays.playback ?? local.match ?? match.playback,
  () => speaker.sounding,
  () => attract.match,
);
const prompt = new Prompt();
const toast = new Toast();
const sounds = new MatchSounds([speaker, new CaptionLine()], vibrate, (seat) => here.has(seat));
const settings = new RoomSettingsDialog();
const players = new PlayerList(session, prompt, toast, {
  readMore: () => flow.retitle(),
  chatCovers: () => match.togglePhrases() || toast.say(words().chat.later),
  play: (name) => speaker.play(name),
});
const here = new PlayersHere(surroundings, session, {
  changed: () => playersHereChanged(),
  failed(number, reason) {
    const name = here.nameOf(number, session()?.name ?? '');
    toast.say(reason === 'room-full' ? words().controls.noSeat(name) : words().controls.notJoined(name));
  },
});
const menu = new Menu({
  play(name, mode) {
    const code = roomInAddress();
    const isLinked = mode === null && code !== null;
    const isShared = here.count > 1 && !isLinked && canShareScreen(mode ?? DEFAULT_MODE);
    startsWhenSeated = isShared;
    if (isShared) return flow.begin(name, sharedGame(mode ?? DEFAULT_MODE), 'menu');
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
  watch: (name) => flow.begin(name, FEATURED_MATCH, 'menu'),
  create: (name, mode) => settings.create(mode, (chosen) => flow.begin(name, { type: 'create', ...chosen }, 'menu')),
  playRanked: (name, mode) => flow.begin(name, { type: 'play', mode, ranked: true }, 'menu'),
  replays: () => (location.hash = REPLAYS_HASH),
  practice: () => {
    flow.stopConnecting();
    void local.open();
  },
  playOffline: () => {
    flow.stopConnecting();
    void local.play();
  },
});
const account = new AccountOnScreen({
  ...{ session, menu, prompt, toast },
  whereAsked: () => flow.whereAsked(),
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
});
const playTune: PlayTune = (name) => speaker.playTune(name);
const scenes = new OnlineScenes({
  pause: (paused) => controls.pauseForScene(paused),
  load: () => loadScenes(element('middle', HTMLElement), playTune),
});
const match = new MatchOnScreen(session, probe, sounds, here, scenes, {
  leave: () => controls.leaveMatch(),
  sit,
  ready,
  choose,
  emote: (emote) => send({ type: 'emote', emote }),
  phrase: (phrase) => send({ type: 'phrase', phrase }),
  pause,
  playNext: () => flow.playNext(),
  watchReplay: (id) => (location.hash = replayHash(id)),
  shareResult: (room, replay, text) => void shareResult(room, replay, text),
  resultShown: (room, place, isBest) => account.resultShown(room, place, isBest),
  resultClosed: () => account.resultClosed(),
  say: (text) => toast.say(text),
});
const replays = new ReplaysOnScreen(
  {
    sounds,
    leave: () => flow.closeReplays(),
    open: (opened) => flow.openReplays(opened),
  },
  toast,
);
const local = new LocalOnScreen({
  sounds,
  prompt,
  playTune,
  shownTimes: probe.shownTimes,
  drawn: (nowMs, workMs) => probe.drawn(nowMs, workMs),
  show(screen) {
    flow.screens.show(screen);
    controls.follow();
    if (screen === 'practice' && changesLanguage) reloadForLanguage();
  },
  finished: (replay) => void offlineScores.finished(replay),
  leave: () => flow.closeLocal(),
  say: (text) => toast.say(text),
});
const offlineScores = new OfflineScores({ device: deviceSecret, say: (text) => toast.say(text) });
const attract = new AttractOnScreen();
const queue = new QueueCard(element('play-form', HTMLFormElement), {
  cancel: () => session()?.close(),
  playNow(mode) {
    session()?.close();
    flow.begin(menu.playerName, { type: 'play', mode }, 'menu');
  },
});
const records = new RecordsOnScreen({
  playDaily: (mode) => menu.withName((name) => flow.begin(name, { type: 'play', mode, daily: true }, 'menu')),
  offerRanked: () => menu.offerRanked(RANKED_MODES),
  whereAsked: () => flow.whereAsked(),
  say: (text) => toast.say(text),
});
const flow = new ScreenFlow(surroundings, {
  menu,
  rooms,
  room,
  match,
  replays,
  local,
  attract,
  queue,
  players,
  settings,
  prompt,
  toast,
  probe,
  here,
  changed: () => sessionChanged(),
  ticketRefused: (code) => account.ticketRefused(code),
});
const playersDialog = new PlayersDialog({
  get devices() {
    return here.devices;
  },
  get count() {
    return here.count;
  },
  get pads() {
    return controls.pads;
  },
  nameOf: (number) => here.nameOf(number, session()?.name ?? menu.playerName),
  join: (device) => here.join(device),
  add: () => (here.count += 1),
  remove: (number) => here.remove(number),
  giveDevice: (number, device) => here.giveDevice(number, device),
});
const controls = new Controls({
  ...{ flow, match, local, players, here, playersDialog, prompt, toast, session, pause },
  unlockSound: () => speaker.unlock(),
});

start();

function start(): void {
  if (new URLSearchParams(location.search).has('test')) probe.expose();
  setInterval(() => flow.screens.shown === 'rooms' && rooms.showPing(session()?.roundTripMs ?? 0), PING_INTERVAL_MS);
  listenToInviteButtons(() => session()?.room?.code ?? null);
  listenToSettingsButtons({ padNames: () => controls.pads.map((pad) => deviceName(`pad${pad}`)) }, toast);
  preferences.onChange('language', changeLanguage);
  window.addEventListener('hashchange', () => {
    openLinkedAccount();
    flow.followAddress();
  });
  speaker.start();
  // The time between two frames of a hidden tab is not a frame time.
  document.addEventListener('visibilitychange', () => probe.times.restart());
  onFavourite(() => session()?.prefer(favourite()));
  window.addEventListener('online', () => {
    session()?.reconnectNow();
    here.reconnectNow();
  });
  for (const button of document.querySelectorAll<HTMLButtonElement>('button.players-here-show')) {
    button.addEventListener('click', () => playersDialog.open());
  }
  playersHereChanged();
  titleKeys();
  // A player in no room has no seat to keep: closing frees the name.
  window.addEventListener('pagehide', () => session()?.state.name === 'lobby' && session()?.close());
  const saved = savedSession();
  if (saved !== null) flow.resume(saved);
  if (replayInAddress() !== null) flow.followAddress();
  listenToDroppedFiles();
  keepPage();
  account.start();
  openLinkedAccount();
  offlineScores.start();
  void records.start();
  void serverKeepsReplays().then((keeps) => keeps && menu.offerReplays());
}

/** The link of the account leads into it once. */
function openLinkedAccount(): void {
  if (location.hash !== ACCOUNT_HASH) return;
  setAddress(session()?.room?.code ?? null);
  // The page may show another screen by then by itself: a session goes on where it was.
  void account.open(() => true);
}

/** A session goes on where it is. A game in the page would be lost, so it is finished first. */
function changeLanguage(): void {
  changesLanguage = local.match !== null;
  if (changesLanguage) toast.say(words().settings.languageLater);
  else reloadForLanguage();
}

/** The address keeps a language that the browser's storage does not keep. */
function reloadForLanguage(): void {
  setLanguageInAddress(preferences.isKept('language') ? null : preferences.get('language'));
  location.reload();
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

/** Sends a message for all players at this screen. */
function sendForAll(message: ClientMessage): void {
  send(message);
  here.send(message);
}

/** Called for every change of the session. */
function sessionChanged(): void {
  account.followSession();
  startWhenSeated();
  controls.follow();
  records.follow(session()?.room ?? null);
}

function startWhenSeated(): void {
  const room = session()?.room ?? null;
  if (room === null || !startsWhenSeated || !here.areSeated) return;
  startsWhenSeated = false;
  if (room.state === 'lobby' && room.isHost) send({ type: 'start' });
}

function playersHereChanged(): void {
  const text = words().controls.playersHere(here.count);
  for (const button of document.querySelectorAll<HTMLButtonElement>('button.players-here-show')) write(button, text);
  playersDialog.update();
  startWhenSeated();
  flow.describeAgain();
}

/** The link leads to the replay, or to the room where there is none. Without the program that draws, the link is shared alone. */
async function shareResult(room: OnlineRoom, replay: string, text: string): Promise<void> {
  // Messengers show a picture of the replay at a path that the API answers.
  const place = records.isThere ? `/replay/${replay}` : replayHash(replay);
  const url = replay === '' ? location.href : new URL(place, location.href).href;
  const card = shareCardOf(room);
  try {
    const { openShareDialog } = await import('./view/results/share-dialog.ts');
    // The result is not shown any more.
    if (session()?.room?.results !== room.results) return;
    if (card !== null) return await openShareDialog({ card, world: room.match.world, text, url });
  } catch {
    // An outdated page may not find the file on the server.
  }
  const outcome = await shareOrCopy(text, url);
  if (outcome === 'copied') toast.say(words().link.copied);
}
