// The one small dialog of the page: a sentence, perhaps a field, and buttons.

import { PASSWORD_LENGTH_MAX } from '#protocol';
import { words } from '../../language/language.ts';
import { element, limitCharacters, makeButton } from '../element.ts';

export interface PromptWay {
  readonly label: string;
  /** @param answer the text of the field, where the dialog has one */
  readonly go: (answer: string) => void;
}

export interface Question {
  readonly text: string;
  readonly field?: boolean;
  /** Enter chooses the first one. Escape chooses none. */
  readonly ways: readonly PromptWay[];
  readonly dismissed?: () => void;
  /** The label of choosing none, where that is the safe answer: it has the focus. */
  readonly safe?: string;
}

export class Prompt {
  private readonly dialog = element('ask', HTMLDialogElement);
  private readonly form = element('ask-form', HTMLFormElement);
  private readonly text = element('ask-text', HTMLElement);
  private readonly field = element('ask-field', HTMLElement);
  private readonly answer = this.field.querySelector('input')!;
  private readonly ways = element('ask-ways', HTMLElement);
  private question: Question | null = null;

  constructor() {
    limitCharacters(this.answer, PASSWORD_LENGTH_MAX);
    this.form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.choose(this.question?.ways[0] ?? null);
    });
    this.dialog.addEventListener('cancel', () => this.choose(null));
  }

  open(question: Question): void {
    this.choose(null);
    this.question = question;
    this.text.textContent = question.text;
    this.field.hidden = question.field !== true;
    this.answer.value = '';
    this.ways.replaceChildren(
      ...question.ways.map((way, i) => {
        return makeButton(way.label, () => this.choose(way), i === 0 && question.safe === undefined ? 'strong' : '');
      }),
      makeButton(
        question.safe ?? words().page.cancel,
        () => this.choose(null),
        question.safe === undefined ? '' : 'strong',
      ),
    );
    this.dialog.showModal();
    const button = question.safe === undefined ? this.ways.firstElementChild : this.ways.lastElementChild;
    (question.field === true ? this.answer : (button as HTMLElement | null))?.focus();
  }

  /** Closes it without a choice. */
  close(): void {
    this.choose(null);
  }

  private choose(way: PromptWay | null): void {
    const { question } = this;
    this.question = null;
    this.dialog.close();
    if (way !== null) way.go(this.answer.value);
    else question?.dismissed?.();
  }
}
