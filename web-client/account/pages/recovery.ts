// The recovery code: shown once, and used.

import { words } from '../../language/language.ts';
import { copyText } from '../../view/clipboard.ts';
import { make, makeButton, write } from '../../view/element.ts';
import type { SignedIn } from '../account-calls.ts';
import type { AccountContext } from '../account-context.ts';
import type { AccountPage } from '../dialog/account-dialog.ts';
import { AccountForm } from '../dialog/account-form.ts';
import { newPasswordField } from '../dialog/fields.ts';
import { saveFile } from '../../view/save-file.ts';

const FILE_NAME = 'packetman-recovery-code.txt';

/** Shows a code that is shown only now. */
export function recoveryCodePage(context: AccountContext, name: string, code: string): AccountPage {
  const { title, idea, copy, copied, save, kept, file } = words().account.recovery;
  return {
    title,
    fill(body) {
      const copyButton = makeButton(
        copy,
        () => void copyText(code).then((is) => is && write(copyButton, copied)),
        'strong',
      );
      const saveButton = makeButton(save, () =>
        saveFile(FILE_NAME, new Blob([`${file(name, code, location.origin)}\n`], { type: 'text/plain' })),
      );
      const keptButton = makeButton(kept, () => context.dialog.goHome());
      const shown = make('output', 'secret', code);
      // Selected as a whole by one press.
      shown.tabIndex = 0;
      body.append(make('p', '', idea), shown, make('div', 'buttons', copyButton, saveButton, keptButton));
    },
  };
}

/** Shows the recovery code that came with a claim or a recovery, or else the first page. */
export function showSignedIn(context: AccountContext, { user, recoveryCode }: SignedIn): void {
  context.changed();
  if (recoveryCode === null) context.dialog.goHome();
  else context.dialog.goFromHome(recoveryCodePage(context, user.name, recoveryCode));
}

/** Signs in with a code, which is used up, and sets a password. A new code is shown then. */
export function recoverPage(context: AccountContext, name: string): AccountPage {
  const { useTitle, useIdea, use } = words().account.recovery;
  const { field } = words().account;
  return {
    title: useTitle,
    fill(body) {
      const form = new AccountForm({
        fields: [
          { name: 'name', label: field.name, autocomplete: 'username', value: name },
          { name: 'code', label: field.code, autocomplete: 'one-time-code' },
          newPasswordField(),
        ],
        submit: use,
        async go({ name: typed = '', code = '', password = '' }) {
          const answer = await context.calls.recover({ name: typed.trim(), code: code.trim(), password });
          if ('refusal' in answer) return answer.refusal;
          showSignedIn(context, answer.value);
          return null;
        },
      });
      body.append(make('p', '', useIdea), form.root);
    },
  };
}
