// The player's bots, and their tokens.

import { words } from '../../language/language.ts';
import { copyText } from '../../view/clipboard.ts';
import { make, makeButton, write } from '../../view/element.ts';
import { readName } from '#protocol';
import type { Bot, MadeToken } from '../account-calls.ts';
import type { AccountContext } from '../account-context.ts';
import type { AccountPage } from '../dialog/account-dialog.ts';
import { AccountForm } from '../dialog/account-form.ts';
import { nameField } from '../dialog/fields.ts';
import { dateText, done, entry, namedButton, showAnswer } from '../dialog/parts.ts';

export function botsPage(context: AccountContext): AccountPage {
  const text = words().account.bots;
  const page: AccountPage = {
    title: text.title,
    fill(body) {
      body.append(make('p', 'quiet', text.idea));
      void showAnswer(
        context,
        page,
        body,
        () => context.calls.bots(),
        ({ bots }) => {
          const add = makeButton(text.make, () => context.dialog.go(newBotPage(context)), 'strong');
          body.append(
            bots.length === 0 ? make('p', '', text.none) : make('ul', 'account-entries', ...bots.map(row)),
            make('div', 'buttons', add),
          );
        },
      );
    },
  };
  const row = (bot: Bot): HTMLElement => {
    const { name, version, createdMs, id } = bot;
    const newToken = namedButton(text.newToken, text.newTokenOf(name), () =>
      context.ask({ text: text.newTokenQuestion(name), yes: text.newToken, safe: text.keep }, async () => {
        const made = await done(context, context.calls.newToken(id));
        if (made !== null) context.dialog.go(tokenPage(context, made));
      }),
    );
    const remove = namedButton(text.delete, text.deleteOf(name), () =>
      context.ask({ text: text.deleteQuestion(name), yes: text.delete, safe: text.keep }, async () => {
        if ((await done(context, context.calls.deleteBot(id))) !== null) remove.closest('li')?.remove();
      }),
    );
    return entry(name, `${text.version(version)} · ${dateText(createdMs)}`, newToken, remove);
  };
  return page;
}

function newBotPage(context: AccountContext): AccountPage {
  const { bots: text, field } = words().account;
  return {
    title: text.make,
    fill(body) {
      const form = new AccountForm({
        fields: [{ ...nameField(field.botName, ''), autocomplete: 'off' }],
        submit: text.make,
        async go({ name = '' }) {
          const answer = await context.calls.makeBot(readName(name.trim())!);
          if ('refusal' in answer) return answer.refusal;
          context.dialog.goBack();
          context.dialog.go(tokenPage(context, answer.value));
          return null;
        },
      });
      body.append(form.root);
    },
  };
}

/** A token is shown only now. */
function tokenPage(context: AccountContext, { bot, token }: MadeToken): AccountPage {
  const { bots: text, recovery, done: doneLabel } = words().account;
  return {
    title: text.tokenTitle(bot.name),
    fill(body) {
      const copy = makeButton(
        recovery.copy,
        () => void copyText(token).then((is) => is && write(copy, recovery.copied)),
        'strong',
      );
      const shown = make('output', 'secret', token);
      shown.tabIndex = 0;
      const close = makeButton(doneLabel, () => context.dialog.goBack());
      body.append(make('p', '', text.tokenIdea), shown, make('div', 'buttons', copy, close));
    },
  };
}
