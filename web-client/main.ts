// Composition root of the page: menu, session, stage, figures, sounds and hands, and who hears of what.

import { PHASE } from '#simulation';
import { TestProbe } from './debug/test-hook.ts';
import { listenToKeys } from './input/keys.ts';
import { Steering } from './input/steering.ts';
import { listenToSwipes } from './input/swipe.ts';
import { dialWebSocket } from './netcode/link.ts';
import type { MatchEvent, OnlineMatch } from './netcode/online-match.ts';
import { Session, type SessionState, type Surroundings } from './netcode/session.ts';
import { element } from './view/element.ts';
import { endingOf, type Ending } from './view/endings.ts';
import { Hud } from './view/hud.ts';
import { MatchSounds } from './view/match-sounds.ts';
import { Menu, roomInAddress, type PlayWish } from './view/menu.ts';

const surroundings: Surroundings = {
  dial: dialWebSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/play`),
  now: () => performance.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};

let session: Session | null = null;
/** Keys and fingers of the match, while there is one. */
let hands: AbortController | null = null;

const probe = new TestProbe(() => session);
const sounds = new MatchSounds();
const steering = new Steering((direction) => session?.wish(direction));
const hud = new Hud({ leave, mute: () => sounds.toggle() }, sounds.muted);
const menu = new Menu(play);
// Phaser is most of the page's bytes: it comes while the player reads the menu.
const stage = import('./scenes/stage.ts').then(({ createStage }) => createStage(element('stage', HTMLElement), drawn));

window.addEventListener('hashchange', followLink);
if (new URLSearchParams(location.search).has('test')) probe.expose();

function play(wish: PlayWish): void {
  probe.clicked();
  sounds.unlock();
  menu.busy(true);
  session = new Session(surroundings, wish, changed);
}

function leave(): void {
  session?.leave();
}

function changed(state: SessionState): void {
  switch (state.name) {
    case 'connecting':
      break;
    case 'playing':
      enter(state.match);
      break;
    case 'waiting':
      hud.say('Connection lost. Trying to get you back…');
      break;
    case 'ended':
      backToMenu(endingOf(state.reason));
      break;
  }
}

/** A match begins: the first one, a rematch, or the same room after a lost connection. */
function enter(match: OnlineMatch): void {
  menu.hide();
  hud.show(match);
  setAddress(match.code);
  steering.restart();
  if (match.prediction.confirmed.phase === PHASE.ready) sounds.playStart();
  hands ??= listen();
  void stage.then((stage) => {
    if (session?.state.name === 'playing' && session.state.match === match) stage.show(match);
  });
}

/** After every frame. */
function drawn(match: OnlineMatch, events: readonly MatchEvent[]): void {
  steering.update(match.prediction.predicted, match.seat);
  sounds.play(events);
  hud.update(match);
  probe.drawn();
}

function backToMenu(ending: Ending): void {
  session = null;
  hands?.abort();
  hands = null;
  if (ending.way === 'anywhere') setAddress(null);
  hud.hide();
  menu.show(ending);
  void stage.then((stage) => session === null && stage.clear());
}

function listen(): AbortController {
  const ends = new AbortController();
  const { signal } = ends;
  listenToKeys(steering, signal);
  listenToSwipes(element('game', HTMLElement), steering, signal);
  window.addEventListener(
    'keydown',
    ({ code, repeat }) => {
      if (repeat) return;
      if (code === 'Escape') leave();
      if (code === 'KeyM') hud.toggleSound();
    },
    { signal },
  );
  return ends;
}

/** Somebody opened the link of another room while playing: the menu offers it. */
function followLink(): void {
  const code = roomInAddress();
  if (session?.state.name !== 'playing' || code === null || code === session.state.match.code) return;
  session.leave();
  setAddress(code);
  menu.show({ text: null, way: 'again' });
}

/** The address bar holds the link of the room one is in. */
function setAddress(code: string | null): void {
  history.replaceState(null, '', `${location.pathname}${location.search}${code === null ? '' : `#${code}`}`);
}
