// Passkeys and the password of an account.

import { words } from '../../language/language.ts';
import { make } from '../../view/element.ts';
import type { Me, WhoAmI } from '../account-calls.ts';
import type { AccountContext } from '../account-context.ts';
import type { AccountPage } from '../dialog/account-dialog.ts';
import { AccountForm } from '../dialog/account-form.ts';
import { newPasswordField } from '../dialog/fields.ts';
import { actionButton, dateText, done, entry, namedButton, showAnswer } from '../dialog/parts.ts';
import { deviceOf } from '../device-of.ts';
import { canUsePasskeys } from '../passkey-ceremony.ts';
import { withFreshLogin } from './fresh-login.ts';

export function passkeysPage(context: AccountContext): AccountPage {
  const text = words().account.passkeys;
  const page: AccountPage = {
    title: text.title,
    fill(body) {
      body.append(make('p', 'quiet', text.idea));
      void showAnswer(
        context,
        page,
        body,
        () => context.calls.whoAmI(),
        (known) => show(body, known),
      );
    },
  };
  const show = (body: HTMLElement, { user, passkeys }: WhoAmI): void => {
    const rows = (user?.passkeys ?? []).map(({ id, label, createdMs }) => {
      const name = label === '' ? text.unnamed : label;
      const remove = namedButton(text.remove, text.removeOf(name), async () => {
        const is = await done(
          context,
          withFreshLogin(context, () => context.calls.removePasskey(id)),
        );
        if (is === null) return;
        context.say(text.removed);
        refresh(context, page, body);
      });
      return entry(name, text.addedOn(dateText(createdMs)), remove);
    });
    body.append(rows.length === 0 ? make('p', '', text.none) : make('ul', 'account-entries', ...rows));
    if (!passkeys || !canUsePasskeys()) return body.append(make('p', 'quiet', text.notHere));
    const add = actionButton(
      text.add,
      async () => {
        const label = deviceOf(navigator.userAgent);
        const is = await done(
          context,
          withFreshLogin(context, () => context.calls.addPasskey(label)),
        );
        if (is !== null) refresh(context, page, body);
      },
      'strong',
    );
    body.append(make('div', 'buttons', add));
  };
  return page;
}

export function passwordPage(context: AccountContext, me: Me): AccountPage {
  const { password: text, field } = words().account;
  return {
    title: me.hasPassword ? text.changeTitle : text.setTitle,
    fill(body) {
      const form = new AccountForm({
        fields: [
          // Password managers keep the password with the name.
          { name: 'name', label: field.name, autocomplete: 'username', value: me.name, isFixed: true },
          newPasswordField(),
        ],
        submit: me.hasPassword ? text.change : text.set,
        async go({ password = '' }) {
          const answer = await withFreshLogin(context, () => context.calls.setPassword(password));
          if ('refusal' in answer) return answer.refusal;
          context.say(text.done);
          context.dialog.goHome();
          return null;
        },
      });
      body.append(form.root);
    },
  };
}

function refresh(context: AccountContext, page: AccountPage, body: HTMLElement): void {
  if (!context.dialog.shows(page)) return;
  body.replaceChildren();
  page.fill(body);
}
