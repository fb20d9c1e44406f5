// Parts that several pages of accounts are made of.

import { locale, words } from '../../language/language.ts';
import { make, makeButton } from '../../view/element.ts';
import type { AccountContext } from '../account-context.ts';
import type { Answer } from '../api-call.ts';
import type { AccountPage } from './account-dialog.ts';
import { refusalText } from './refusal-text.ts';

/** What a button does, at once or with an answer of the API. */
type Press = () => void | Promise<void>;

/** A button that may wait for an answer. */
export function actionButton(label: string, press: Press, className = ''): HTMLButtonElement {
  return makeButton(label, () => void press(), className);
}

/** Rows that lead to other pages. */
export function menuOf(...rows: readonly HTMLElement[]): HTMLElement {
  return make('ul', 'account-rows', ...rows.map((row) => make('li', '', row)));
}

/** @param facts what is known of it already, such as a number */
export function menuRow(label: string, facts: string, press: Press): HTMLButtonElement {
  const row = actionButton('', press, 'account-row');
  row.append(make('span', '', label));
  if (facts !== '') row.append(make('small', '', facts));
  return row;
}

/** An entry of a list: what it is, more about it, and what can be done with it. */
export function entry(title: string, facts: string, ...buttons: readonly HTMLButtonElement[]): HTMLElement {
  return make(
    'li',
    'account-entry',
    make('span', 'account-entry-text', make('strong', '', title), make('small', '', facts)),
    make('span', 'buttons', ...buttons),
  );
}

/** A button whose label is read with what it belongs to. */
export function namedButton(label: string, name: string, press: Press): HTMLButtonElement {
  const button = actionButton(label, press);
  button.ariaLabel = name;
  return button;
}

/** Shows what the API answers, or why it does not, with a button to ask again. */
export async function showAnswer<Value>(
  context: AccountContext,
  page: AccountPage,
  body: HTMLElement,
  request: () => Promise<Answer<Value>>,
  show: (value: Value) => void,
): Promise<void> {
  const waiting = make('p', 'quiet', words().account.loading);
  waiting.role = 'status';
  body.append(waiting);
  const answer = await request();
  waiting.remove();
  if (!context.dialog.shows(page)) return;
  if ('value' in answer) return show(answer.value);
  const problem = make('p', 'field-error', refusalText(answer.refusal));
  problem.role = 'alert';
  const again = makeButton(words().account.again, () => {
    problem.remove();
    again.remove();
    void showAnswer(context, page, body, request, show);
  });
  body.append(problem, make('div', 'buttons', again));
}

/** Does something that a button asks for. @returns whether it was done; what went wrong is said otherwise */
export async function done<Value>(context: AccountContext, request: Promise<Answer<Value>>): Promise<Value | null> {
  const answer = await request;
  if ('value' in answer) return answer.value ?? ({} as Value);
  context.say(refusalText(answer.refusal));
  return null;
}

export function dateText(ms: number): string {
  return new Date(ms).toLocaleDateString(locale(), { dateStyle: 'long' });
}
