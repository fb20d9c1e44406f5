// The operator's page: sign-in, navigation, and the view that the address names.

import type { Operator } from '#handover/desk';
import { DeskError, get, onLoginEnded, post } from './desk-api.ts';
import { element, make, makeButton } from './element.ts';
import type { View } from './view.ts';
import { auditView } from './views/audit.ts';
import { bansView } from './views/bans.ts';
import { failedView } from './views/failed.ts';
import { logView } from './views/log.ts';
import { overviewView } from './views/overview.ts';
import { playersView } from './views/players.ts';
import { roomView } from './views/room.ts';
import { roomsView } from './views/rooms.ts';
import { signInForm } from './views/sign-in.ts';
import { WORDS } from './words.ts';

const VIEWS = {
  overview: overviewView,
  rooms: roomsView,
  players: playersView,
  log: logView,
  failed: failedView,
  bans: bansView,
  audit: auditView,
} as const;
type ViewName = keyof typeof VIEWS;
const RETRY_MS = 3000;

const header = element('header');
const main = element('view');
let view: View | null = null;

onLoginEnded(() => signIn(WORDS.signIn.ended));
window.addEventListener('hashchange', () => header.hidden || show());
void begin();

async function begin(): Promise<void> {
  try {
    enter(await get<Operator>('me'));
  } catch (error) {
    if (error instanceof DeskError && error.code === 'not-signed-in') return signIn('');
    main.replaceChildren(make('p', 'notice', error instanceof Error ? error.message : WORDS.apiDown));
    setTimeout(() => void begin(), RETRY_MS);
  }
}

function signIn(why: string): void {
  leave();
  header.hidden = true;
  document.title = WORDS.signIn.title;
  main.replaceChildren(signInForm(why, enter));
  main.querySelector('input')?.focus();
}

function enter({ name }: Operator): void {
  const links = (Object.keys(VIEWS) as ViewName[]).map((key) => {
    const link = make('a', '', WORDS.views[key]);
    link.href = `#/${key}`;
    return link;
  });
  const nav = make('nav', '', ...links);
  nav.setAttribute('aria-label', WORDS.nav);
  const out = makeButton(WORDS.signOut, () => void signOut(), 'quiet', `${WORDS.signOut} (${name})`);
  header.replaceChildren(make('span', 'brand', WORDS.brand), nav, make('span', 'who', name), out);
  header.hidden = false;
  show();
}

async function signOut(): Promise<void> {
  await post('logout').catch(() => {});
  signIn('');
}

/** Shows what the address names: `#/rooms`, or one room, `#/rooms/CODE`. */
function show(): void {
  const [name = '', part] = location.hash.replace(/^#\/?/, '').split('/');
  const key: ViewName = Object.hasOwn(VIEWS, name) ? (name as ViewName) : 'overview';
  leave();
  view = key === 'rooms' && part !== undefined ? roomView(part) : VIEWS[key]();
  document.title = `${view.title} · ${WORDS.brand}`;
  for (const link of header.querySelectorAll('a')) {
    const isCurrent = link.hash === `#/${key}`;
    if (isCurrent) {
      link.setAttribute('aria-current', 'page');
      link.scrollIntoView({ block: 'nearest', inline: 'center' });
    } else link.removeAttribute('aria-current');
  }
  main.replaceChildren(view.root);
  window.scrollTo(0, 0);
}

function leave(): void {
  view?.stop();
  view = null;
}
