// Small words for the page's elements. Text of others only ever becomes text: nothing here reads markup.

/**
 * The element of the page with this id.
 * @throws Error when it is missing or of another kind: page and program do not belong together.
 */
export function element<Kind extends HTMLElement>(id: string, kind: abstract new () => Kind): Kind {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new Error(`the page has no ${kind.name} #${id}`);
  return found;
}

/** A button of the page, and what a press of it does. */
export function button(id: string, press: () => void): HTMLButtonElement {
  const found = element(id, HTMLButtonElement);
  found.addEventListener('click', press);
  return found;
}

/** Lets a field take so many characters: code points, as the protocol counts them, where `maxLength` counts UTF-16. */
export function limitCharacters(field: HTMLInputElement, max: number): void {
  field.maxLength = 2 * max;
  field.addEventListener('input', (event) => {
    // A word that an input method is putting together may be longer for a moment.
    if (event instanceof InputEvent && event.isComposing) return;
    const characters = [...field.value];
    if (characters.length > max) field.value = characters.slice(0, max).join('');
  });
}

/** A new element; strings become text. */
export function make<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  className: string,
  ...content: readonly (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  if (className !== '') made.className = className;
  made.append(...content);
  return made;
}

export function makeButton(label: string, press: () => void, className = ''): HTMLButtonElement {
  const made = make('button', className, label);
  made.type = 'button';
  made.addEventListener('click', press);
  return made;
}

/** Writes only what is another text: a reader's selection stays. */
export function write(target: HTMLElement, text: string): void {
  if (target.textContent !== text) target.textContent = text;
}
