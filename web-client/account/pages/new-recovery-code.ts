// Another recovery code instead of the one that there is.

import { words } from '../../language/language.ts';
import { make } from '../../view/element.ts';
import type { AccountContext } from '../account-context.ts';
import type { AccountPage } from '../dialog/account-dialog.ts';
import { actionButton, done } from '../dialog/parts.ts';
import { withFreshLogin } from './fresh-login.ts';
import { recoveryCodePage } from './recovery.ts';

export function newRecoveryCodePage(context: AccountContext, name: string): AccountPage {
  const { newTitle, newIdea, make: makeLabel } = words().account.recovery;
  return {
    title: newTitle,
    fill(body) {
      const button = actionButton(
        makeLabel,
        async () => {
          const made = await done(
            context,
            withFreshLogin(context, () => context.calls.newRecoveryCode()),
          );
          if (made !== null) context.dialog.goFromHome(recoveryCodePage(context, name, made.recoveryCode));
        },
        'strong',
      );
      body.append(make('p', '', newIdea), make('div', 'buttons', button));
    },
  };
}
