// Which language a page speaks: the one that the address or the player has chosen, else the first of the browser's that there
// is a catalogue for. English is in the page, the others are loaded when they are wanted.

import { english, type Catalogue } from './english.ts';
import { textNamed } from './text-named.ts';

const CATALOGUES: Readonly<Record<string, () => Promise<Catalogue>>> = {
  de: async () => (await import('./german.ts')).german,
};
/** Where the game keeps the language that the player chose. */
const CHOSEN = 'packetman.language';

const WRITTEN = [
  ['words', null],
  ['words-label', 'aria-label'],
] as const;

let catalogue: Catalogue = english;
let language = 'en';

/** The words of the language in use. Call it when a text is written. */
export function words(): Catalogue {
  return catalogue;
}

/** The browser's own variant of the language in use, such as `de-AT`: for numbers, dates and times. */
export function locale(): string {
  return globalThis.navigator?.languages?.find((each) => codeOf(each) === language) ?? language;
}

/** Loads the catalogue, and writes its words into the page. Where it cannot be loaded, the page stays English. */
export async function startLanguage(): Promise<void> {
  const inAddress = new URLSearchParams(location.search).get('lang');
  const chosen = chosenLanguage([inAddress, storedLanguage(), ...navigator.languages]);
  try {
    catalogue = (await CATALOGUES[chosen]?.()) ?? english;
  } catch {
    return;
  }
  if (catalogue === english) return;
  language = chosen;
  document.documentElement.lang = chosen;
  writeWords(document);
}

/** The first that there is a catalogue for. @param wanted codes such as `de-AT`, the best first */
export function chosenLanguage(wanted: readonly (string | null)[]): string {
  const codes = wanted.map((tag) => codeOf(tag ?? ''));
  return codes.find((code) => code === 'en' || Object.hasOwn(CATALOGUES, code)) ?? 'en';
}

function writeWords(root: ParentNode): void {
  for (const [data, attribute] of WRITTEN) {
    for (const each of root.querySelectorAll<HTMLElement>(`[data-${data}]`)) {
      const text = textNamed(catalogue, each.getAttribute(`data-${data}`)!);
      if (attribute === null) each.textContent = text;
      else each.setAttribute(attribute, text);
    }
  }
}

function codeOf(tag: string): string {
  return tag.split('-')[0]!.toLowerCase();
}

function storedLanguage(): string | null {
  try {
    return localStorage.getItem(CHOSEN);
  } catch {
    return null;
  }
}
