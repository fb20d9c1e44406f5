// Another name for the same account.

import { readName } from '#protocol';
import { words } from '../../language/language.ts';
import { make } from '../../view/element.ts';
import type { Me } from '../account-calls.ts';
import type { AccountContext } from '../account-context.ts';
import type { AccountPage } from '../dialog/account-dialog.ts';
import { AccountForm } from '../dialog/account-form.ts';
import { nameField } from '../dialog/fields.ts';
import { dateText } from '../dialog/parts.ts';

/** Between two changes, as the API has it. */
const PAUSE_DAYS = 30;

export function renamePage(context: AccountContext, me: Me): AccountPage {
  const { rename, field } = words().account;
  return {
    title: rename.title,
    fill(body) {
      if (me.renameAtMs > Date.now()) return body.append(make('p', '', rename.wait(dateText(me.renameAtMs))));
      const form = new AccountForm({
        fields: [nameField(field.name, me.name)],
        submit: rename.submit,
        async go({ name = '' }) {
          const answer = await context.calls.rename(readName(name.trim())!);
          if ('refusal' in answer) return answer.refusal;
          context.changed();
          context.say(rename.done(answer.value.user?.name ?? name));
          context.dialog.goHome();
          return null;
        },
      });
      body.append(make('p', '', rename.idea(PAUSE_DAYS)), form.root);
    },
  };
}
