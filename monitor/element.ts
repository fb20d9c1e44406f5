// Makes and changes elements. Text is always written as text: nothing that a player or a log says becomes HTML.

type Child = Node | string;

/** A new element. @param classes with spaces between; '' for none */
export function make<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  classes = '',
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  if (classes !== '') made.className = classes;
  made.append(...children);
  return made;
}

export function makeButton(text: string, press: () => void, classes = '', label = ''): HTMLButtonElement {
  const button = make('button', classes, text);
  button.type = 'button';
  if (label !== '') button.setAttribute('aria-label', label);
  button.addEventListener('click', press);
  return button;
}

/** A field with its label. */
export function labelled(text: string, field: HTMLElement, classes = ''): HTMLLabelElement {
  return make('label', classes, make('span', '', text), field);
}

/** An option for each row, the value first. */
export function makeSelect(rows: readonly (readonly [value: string, text: string])[], chosen = ''): HTMLSelectElement {
  const select = make('select');
  for (const [value, text] of rows) {
    const option = make('option', '', text);
    option.value = value;
    select.append(option);
  }
  if (chosen !== '') select.value = chosen;
  return select;
}

/** Writes a text if it is another one: the browser has nothing to do otherwise. */
export function write(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

/** @throws Error when the page has no such element */
export function element(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`the page has no #${id}`);
  return found;
}
