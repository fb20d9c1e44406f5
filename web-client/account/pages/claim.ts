// A name of one's own, by passkey or by password.

import { NAME_LENGTH_MAX, readName } from '#protocol';
import { words } from '../../language/language.ts';
import { make, makeButton } from '../../view/element.ts';
import type { SignedIn, WhoAmI } from '../account-calls.ts';
import type { AccountContext } from '../account-context.ts';
import type { Answer, Refusal } from '../api-call.ts';
import type { AccountPage } from '../dialog/account-dialog.ts';
import { AccountForm, type FieldWish } from '../dialog/account-form.ts';
import { newPasswordFault, PASSWORD_LENGTH_MIN } from '../dialog/refusal-text.ts';
import { canUsePasskeys } from '../passkey-ceremony.ts';
import { recoveryCodePage } from './recovery.ts';
import { signInPage } from './sign-in.ts';

/** The field of a name that is to be kept. */
export function nameField(label: string, value: string): FieldWish {
  const { field, errors } = words().account;
  return {
    ...{ name: 'name', label, autocomplete: 'username', value, lengthMax: NAME_LENGTH_MAX },
    hint: field.nameHint,
    check: (text) => (readName(text.trim()) === null ? errors.badName : ''),
  };
}

export function claimPage(context: AccountContext, { passkeys }: WhoAmI): AccountPage {
  const { claim, field, signIn } = words().account;
  const hasPasskeys = passkeys && canUsePasskeys();
  let name = context.playerName();
  let byPassword = !hasPasskeys;
  const finish = (answer: Answer<SignedIn>): Refusal | null => {
    if ('refusal' in answer) return answer.refusal;
    context.changed();
    const { user, recoveryCode } = answer.value;
    if (recoveryCode === null) context.dialog.goHome();
    else context.dialog.goFromHome(recoveryCodePage(context, user.name, recoveryCode));
    return null;
  };
  const password: FieldWish = {
    ...{ name: 'password', label: field.newPassword, type: 'password', autocomplete: 'new-password' },
    hint: field.passwordHint(PASSWORD_LENGTH_MIN),
    check: newPasswordFault,
  };
  return {
    title: claim.title,
    fill(body) {
      const form = new AccountForm({
        fields: [nameField(field.name, name), ...(byPassword ? [password] : [])],
        submit: byPassword ? claim.byPassword : claim.byPasskey,
        async go(values) {
          const wanted = readName((values['name'] ?? '').trim())!;
          return finish(
            byPassword
              ? await context.calls.claim({ name: wanted, password: values['password'] ?? '' })
              : await context.calls.claimByPasskey(wanted),
          );
        },
      });
      const other = makeButton(
        byPassword ? claim.byPasskey : claim.instead,
        () => {
          name = form.value('name');
          byPassword = !byPassword;
          body.replaceChildren();
          this.fill(body);
          body.querySelector<HTMLElement>(byPassword ? '[name=password]' : '[name=name]')?.focus();
        },
        'link',
      );
      const haveOne = makeButton(
        claim.haveOne,
        () =>
          context.dialog.go(
            signInPage(context, passkeys, {
              title: signIn.title,
              name: '',
              signedIn: ({ user }) => {
                context.changed();
                context.say(signIn.done(user.name));
                context.dialog.goHome();
              },
            }),
          ),
        'link',
      );
      if (!byPassword) body.append(make('p', '', claim.byPasskeyHint));
      body.append(form.root, make('div', 'account-links', ...(hasPasskeys ? [other] : []), haveOne));
    },
  };
}
