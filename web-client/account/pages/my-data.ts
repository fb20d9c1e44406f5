// What the server keeps of the player: to download, and to delete.

import { words } from '../../language/language.ts';
import { make, makeButton } from '../../view/element.ts';
import type { Me } from '../account-calls.ts';
import type { AccountContext } from '../account-context.ts';
import { forgetDevice } from '../device-secret.ts';
import type { AccountPage } from '../dialog/account-dialog.ts';
import { AccountForm } from '../dialog/account-form.ts';
import { actionButton, done, showAnswer } from '../dialog/parts.ts';
import { saveFile } from '../../view/save-file.ts';
import { fetchOwnProfile, hideHistory } from '../record-calls.ts';
import { withFreshLogin } from './fresh-login.ts';

const FILE_NAME = 'packetman-data.json';

export function myDataPage(context: AccountContext, me: Me): AccountPage {
  const text = words().account.data;
  const page: AccountPage = {
    title: text.title,
    fill(body) {
      const download = actionButton(
        text.export,
        async () => {
          const data = await done(context, context.calls.exportData());
          if (data === null) return;
          saveFile(FILE_NAME, new Blob([JSON.stringify(data, null, 2)], { type: 'application/json' }));
          context.say(text.exported);
        },
        'strong',
      );
      const remove = makeButton(text.delete, () => context.dialog.go(deletePage(context, me)), 'danger');
      const hiding = make('div', '');
      body.append(make('p', '', text.idea), make('div', 'buttons', download), hiding, make('div', 'buttons', remove));
      if (me.kind === 'person') {
        void showAnswer(context, page, hiding, fetchOwnProfile, ({ historyHidden }) => {
          hiding.append(hidingSwitch(context, historyHidden));
        });
      }
    },
  };
  return page;
}

function hidingSwitch(context: AccountContext, hidden: boolean): HTMLElement {
  const { hide, hideHint } = words().account.data;
  const box = make('input', '');
  box.type = 'checkbox';
  box.checked = hidden;
  const change = async (): Promise<void> => {
    if ((await done(context, hideHistory(box.checked))) === null) box.checked = !box.checked;
  };
  box.addEventListener('change', () => void change());
  return make('label', 'check', box, make('span', '', hide, make('small', '', hideHint)));
}

function deletePage(context: AccountContext, me: Me): AccountPage {
  const text = words().account.data;
  return {
    title: text.deleteTitle,
    fill(body) {
      const form = new AccountForm({
        fields: [
          {
            ...{ name: 'name', label: text.deleteConfirm(me.name), autocomplete: 'off' },
            check: (typed) => (typed.trim() === me.name ? '' : text.deleteMismatch),
          },
        ],
        submit: text.delete,
        isDangerous: true,
        async go({ name = '' }) {
          const answer = await withFreshLogin(context, () => context.calls.deleteEverything(name.trim()));
          if ('refusal' in answer) return answer.refusal;
          forgetDevice();
          context.changed();
          context.dialog.close();
          context.say(text.deleted);
          return null;
        },
      });
      body.append(make('p', '', me.kind === 'person' ? text.deleteIdea(me.name) : text.deleteGuestIdea), form.root);
    },
  };
}
