// The first page: what a name of one's own is good for, or what belongs to it.

import { words } from '../../language/language.ts';
import { make, makeButton } from '../../view/element.ts';
import type { Me, WhoAmI } from '../account-calls.ts';
import type { AccountContext } from '../account-context.ts';
import type { AccountPage } from '../dialog/account-dialog.ts';
import { dateText, done, menuOf, menuRow, showAnswer } from '../dialog/parts.ts';
import { botsPage } from './bots.ts';
import { claimPage } from './claim.ts';
import { loginsPage } from './logins.ts';
import { matchesPage } from './matches.ts';
import { myDataPage } from './my-data.ts';
import { newRecoveryCodePage } from './new-recovery-code.ts';
import { renamePage } from './rename.ts';
import { firstSignInPage } from './sign-in.ts';
import { passkeysPage, passwordPage } from './ways-in.ts';

export function homePage(context: AccountContext): AccountPage {
  const { dialog, calls } = context;
  const text = words().account;
  const page: AccountPage = {
    title: text.title,
    fill: (body) =>
      void showAnswer(
        context,
        page,
        body,
        () => calls.whoAmI(),
        (known) => {
          context.learned(known.user?.kind === 'person' ? known.user.name : null);
          body.append(...(known.user?.kind === 'person' ? ofPerson(known.user) : ofGuest(known)));
        },
      ),
  };

  const ofGuest = (known: WhoAmI): HTMLElement[] => {
    const { user, passkeys } = known;
    const keep = makeButton(text.home.keep, () => dialog.go(claimPage(context, known)), 'strong');
    const signIn = makeButton(text.home.signIn, () => dialog.go(firstSignInPage(context, passkeys)));
    const rows =
      user === null ? [] : [matches(), menuRow(text.home.data, '', () => dialog.go(myDataPage(context, user)))];
    return [make('p', '', text.home.guestIdea), make('div', 'buttons', keep, signIn), menuOf(...rows)];
  };

  const ofPerson = (me: Me): HTMLElement[] => {
    const { home } = text;
    const profile = make('a', '', home.profile);
    profile.href = `/players/${encodeURIComponent(me.name)}`;
    const signOut = menuRow(home.signOut, '', async () => {
      if ((await done(context, calls.signOut())) === null) return;
      context.changed();
      dialog.close();
      context.say(home.signedOut);
    });
    const ways = [
      menuRow(home.passkeys, home.passkeyCount(me.passkeys.length), () => dialog.go(passkeysPage(context))),
      menuRow(home.password, me.hasPassword ? home.passwordSet : home.passwordNone, () =>
        dialog.go(passwordPage(context, me)),
      ),
      menuRow(home.recovery, me.hasRecoveryCode ? home.recoverySet : home.recoveryNone, () =>
        dialog.go(newRecoveryCodePage(context, me.name)),
      ),
      menuRow(home.logins, '', () => dialog.go(loginsPage(context))),
    ];
    return [
      make(
        'p',
        'account-name',
        make('strong', '', me.name),
        make('small', '', home.since(dateText(me.createdMs))),
        profile,
      ),
      menuOf(
        matches(),
        menuRow(home.rename, '', () => dialog.go(renamePage(context, me))),
        ...ways,
        menuRow(home.bots, '', () => dialog.go(botsPage(context))),
        menuRow(home.data, '', () => dialog.go(myDataPage(context, me))),
        signOut,
      ),
    ];
  };

  const matches = (): HTMLElement =>
    menuRow(text.home.matches, text.home.matchesHint, () => dialog.go(matchesPage(context)));

  return page;
}
