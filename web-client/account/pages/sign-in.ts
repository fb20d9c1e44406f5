// Signing in, by passkey or by name and password; and once more, before something that cannot be undone.

import { words } from '../../language/language.ts';
import { make, makeButton } from '../../view/element.ts';
import type { SignedIn } from '../account-calls.ts';
import type { AccountContext } from '../account-context.ts';
import type { Answer, Refusal } from '../api-call.ts';
import type { AccountPage } from '../dialog/account-dialog.ts';
import { AccountForm } from '../dialog/account-form.ts';
import { canUsePasskeys } from '../passkey-ceremony.ts';
import { recoverPage } from './recovery.ts';

export interface SignInWish {
  readonly title: string;
  readonly name: string;
  readonly signedIn: (signedIn: SignedIn) => void;
}

/** For a player who is not signed in. @param passkeys whether they work at this address */
export function firstSignInPage(context: AccountContext, passkeys: boolean): AccountPage {
  const { signIn } = words().account;
  return signInPage(context, passkeys, {
    title: signIn.title,
    name: '',
    signedIn({ user }) {
      context.changed();
      context.say(signIn.done(user.name));
      context.dialog.goHome();
    },
  });
}

/** @param passkeys whether they work at this address */
export function signInPage(context: AccountContext, passkeys: boolean, wish: SignInWish): AccountPage {
  const { signIn, field } = words().account;
  return {
    title: wish.title,
    fill(body) {
      const finish = (answer: Answer<SignedIn>): Refusal | null => {
        if ('refusal' in answer) return answer.refusal;
        wish.signedIn(answer.value);
        return null;
      };
      const form = new AccountForm({
        fields: [
          { name: 'name', label: field.name, autocomplete: 'username', value: wish.name },
          { name: 'password', label: field.password, type: 'password', autocomplete: 'current-password' },
        ],
        submit: signIn.byPassword,
        go: async ({ name = '', password = '' }) => finish(await context.calls.signIn({ name: name.trim(), password })),
      });
      if (passkeys && canUsePasskeys()) {
        const byPasskey = makeButton(
          signIn.byPasskey,
          () => void form.run(async () => finish(await context.calls.signInByPasskey())),
          'strong wide',
        );
        body.append(make('div', 'buttons', byPasskey), make('p', 'account-or', signIn.or));
      }
      const lost = makeButton(
        signIn.forgotten,
        () => context.dialog.go(recoverPage(context, form.value('name'))),
        'link',
      );
      body.append(form.root, lost);
    },
  };
}
