// The field for a room code, beside Play: for a player who was told a code, or has a link to paste.

import { words } from '../../language/language.ts';
import { element, make, makeButton, write } from '../element.ts';
import { roomCodeIn } from '../room-code.ts';

/** A link or a whole message may be pasted. */
const TYPED_LENGTH_MAX = 300;

export class CodeField {
  private readonly field = make('input', '');
  private readonly button: HTMLButtonElement;
  private readonly trouble = make('p', 'message');
  private readonly join: (code: string) => void;

  /** @param join called with the code of a room, which may not be there */
  constructor(join: (code: string) => void) {
    this.join = join;
    const { code, joinByCode } = words().menu;
    Object.assign(this.field, {
      maxLength: TYPED_LENGTH_MAX,
      placeholder: code,
      autocomplete: 'off',
      spellcheck: false,
    });
    Object.assign(this.field, {
      ariaLabel: code,
      autocapitalize: 'characters',
      enterKeyHint: 'go',
      id: 'room-code-field',
    });
    this.button = makeButton(joinByCode, () => this.submit());
    this.button.id = 'join-by-code';
    this.trouble.role = 'alert';
    this.trouble.hidden = true;
    this.field.addEventListener('input', (event) => {
      this.trouble.hidden = true;
      // Of a link only the code is shown.
      if (!(event instanceof InputEvent) || event.inputType !== 'insertFromPaste') return;
      this.field.value = roomCodeIn(this.field.value) ?? this.field.value;
    });
    this.field.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' || event.isComposing) return;
      // Enter would otherwise press the form's Play button.
      event.preventDefault();
      this.submit();
    });
    element('code-place', HTMLElement).append(this.field, this.button, this.trouble);
  }

  set disabled(disabled: boolean) {
    this.field.disabled = disabled;
    this.button.disabled = disabled;
  }

  private submit(): void {
    const code = roomCodeIn(this.field.value);
    this.trouble.hidden = code !== null;
    if (code !== null) {
      this.field.value = code;
      return this.join(code);
    }
    write(this.trouble, words().menu.noCode);
    this.field.focus();
    this.field.select();
  }
}
