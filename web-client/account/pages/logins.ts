// Where the player is signed in.

import { words } from '../../language/language.ts';
import { make } from '../../view/element.ts';
import { momentText } from '../../replay/playing-time.ts';
import type { Login } from '../account-calls.ts';
import type { AccountContext } from '../account-context.ts';
import { deviceOf } from '../device-of.ts';
import type { AccountPage } from '../dialog/account-dialog.ts';
import { actionButton, done, entry, namedButton, showAnswer } from '../dialog/parts.ts';

export function loginsPage(context: AccountContext): AccountPage {
  const text = words().account.logins;
  const page: AccountPage = {
    title: text.title,
    fill(body) {
      void showAnswer(
        context,
        page,
        body,
        () => context.calls.logins(),
        ({ logins }) => {
          const endAll = actionButton(text.endAll, async () => {
            if ((await done(context, context.calls.endAllLogins())) === null) return;
            context.changed();
            context.say(text.ended);
            context.dialog.goHome();
          });
          body.append(make('ul', 'account-entries', ...logins.map(row)), make('div', 'buttons', endAll));
        },
      );
    },
  };
  const row = (login: Login): HTMLElement => {
    const device = deviceOf(login.agent);
    const facts = [login.isThis ? text.here : text.seen(momentText(login.seenMs)), login.address];
    if (login.isThis) return entry(device, facts.join(' · '));
    const end = namedButton(text.end, text.endOf(device), async () => {
      if ((await done(context, context.calls.endLogin(login.id))) === null) return;
      end.closest('li')?.remove();
    });
    return entry(device, facts.join(' · '), end);
  };
  return page;
}
