// A name of one's own, by passkey or by password.

import { readName } from '#protocol';
import { words } from '../../language/language.ts';
import { make, makeButton } from '../../view/element.ts';
import type { SignedIn, WhoAmI } from '../account-calls.ts';
import type { AccountContext } from '../account-context.ts';
import type { Answer, Refusal } from '../api-call.ts';
import type { AccountPage } from '../dialog/account-dialog.ts';
import { AccountForm } from '../dialog/account-form.ts';
import { nameField, newPasswordField } from '../dialog/fields.ts';
import { canUsePasskeys } from '../passkey-ceremony.ts';
import { showSignedIn } from './recovery.ts';
import { firstSignInPage } from './sign-in.ts';

export function claimPage(context: AccountContext, { passkeys }: WhoAmI): AccountPage {
  const { claim, field } = words().account;
  const hasPasskeys = passkeys && canUsePasskeys();
  let name = context.playerName();
  let byPassword = !hasPasskeys;
  const finish = (answer: Answer<SignedIn>): Refusal | null => {
    if ('refusal' in answer) return answer.refusal;
    showSignedIn(context, answer.value);
    return null;
  };
  return {
    title: claim.title,
    fill(body) {
      const form = new AccountForm({
        fields: [nameField(field.name, name), ...(byPassword ? [newPasswordField()] : [])],
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
      const haveOne = makeButton(claim.haveOne, () => context.dialog.go(firstSignInPage(context, passkeys)), 'link');
      if (!byPassword) body.append(make('p', '', claim.byPasskeyHint));
      body.append(form.root, make('div', 'account-links', ...(hasPasskeys ? [other] : []), haveOne));
    },
  };
}
