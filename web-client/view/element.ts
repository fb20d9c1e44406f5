// Short functions for the page's elements. Text of others only ever becomes text: nothing here parses markup.

/**
 * The element of the page with this id.
 * @throws Error when it is missing or of another kind: then page and program do not match
 */
export function element<Kind extends HTMLElement>(id: string, kind: abstract new () => Kind): Kind {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new Error(`the page has no ${kind.name} #${id}`);
  return found;
}

/** A button, and what a press of it does. */
export function button(id: string, press: () => void): HTMLButtonElement {
  const found = element(id, HTMLButtonElement);
  found.addEventListener('click', press);
  return found;
}

/** Limits a field to this many characters: code points, as in the protocol; `maxLength` would count UTF-16 units. */
export function limitCharacters(field: HTMLInputElement, max: number): void {
  field.maxLength = 2 * max;
  field.addEventListener('input', (event) => {
    // A word that is being composed by an input method may be longer for a moment.
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

/** Writes only a text that is different, so that a reader's selection is kept. */
export function write(target: HTMLElement, text: string): void {
  if (target.textContent !== text) target.textContent = text;
}
