// The status page of the bridge: the sign-in, and then the sessions.

import { element, make, makeButton } from '../monitor/element.ts';
import type { View } from '../monitor/view.ts';
import { getSessions, post, StatusError } from './requests.ts';
import { sessionsView } from './sessions.ts';
import { signInForm } from './sign-in.ts';
import { WORDS } from './words.ts';

const RETRY_MS = 3000;

const header = element('header');
const main = element('view');
let view: View | null = null;

const links = (['open', 'ended'] as const).map((part) => {
  const link = make('a', '', WORDS.parts[part]);
  link.href = `#${part}`;
  return link;
});
const nav = make('nav', '', ...links);
nav.setAttribute('aria-label', WORDS.nav);
header.append(
  make('span', 'name', WORDS.title),
  nav,
  makeButton(WORDS.signOut, () => void signOut(), 'quiet'),
);
document.title = WORDS.title;
void begin();

async function begin(): Promise<void> {
  try {
    await getSessions({});
    enter();
  } catch (error) {
    if (error instanceof StatusError && error.code === 'not-signed-in') return signIn('');
    main.replaceChildren(make('p', 'notice', error instanceof Error ? error.message : WORDS.offline));
    setTimeout(() => void begin(), RETRY_MS);
  }
}

function signIn(why: string): void {
  view?.stop();
  view = null;
  for (const dialog of document.querySelectorAll('dialog')) dialog.close();
  header.hidden = true;
  main.replaceChildren(signInForm(why, enter));
  main.querySelector('input')?.focus();
}

function enter(): void {
  header.hidden = false;
  view = sessionsView(() => signIn(WORDS.signIn.ended));
  main.replaceChildren(view.root);
  main.focus();
}

async function signOut(): Promise<void> {
  await post('logout', {}).catch(() => {});
  signIn('');
}
