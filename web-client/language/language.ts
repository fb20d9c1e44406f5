// Which language the page speaks: the one that the player chose, else that of the address, else the first of the browser's that
// there is a catalogue for. English comes with the page, the others when they are wanted. Another language is there after the page is loaded anew.

import { preferences } from '../preferences.ts';
import { english, type Catalogue } from './english.ts';

/** The languages by their code, each by its own name. */
export const LANGUAGES = { en: 'English', de: 'Deutsch' } as const;

export type Language = keyof typeof LANGUAGES;

const CATALOGUES: Readonly<Record<Language, () => Promise<Catalogue>>> = {
  en: async () => english,
  de: async () => (await import('./german.ts')).german,
};

let catalogue: Catalogue = english;
let language: Language = 'en';

/** The words of the language in use. Call it when a text is written: the catalogue is chosen after the modules are loaded. */
export function words(): Catalogue {
  return catalogue;
}

/** The browser's own variant of the language in use, such as `de-AT`: for dates and times. */
export function locale(): string {
  return globalThis.navigator?.languages?.find((each) => codeOf(each) === language) ?? language;
}

/**
 * Loads the catalogue. Where it cannot be loaded, the page speaks English.
 * @param inAddress the language that the address names, for players who have chosen none
 */
export async function startLanguage(inAddress: string | null): Promise<void> {
  const named = Object.keys(LANGUAGES).find((code): code is Language => code === inAddress);
  if (named !== undefined && preferences.get('language') === 'auto') preferences.set('language', named);
  const chosen = chosenLanguage(preferences.get('language'), navigator.languages);
  try {
    catalogue = await CATALOGUES[chosen]();
    language = chosen;
    document.documentElement.lang = chosen;
  } catch {
    // An outdated page may not find the file on the server: it speaks English then.
  }
  writeWords(document.body);
}

/** @param preferred a code, or 'auto'. @param offered the browser's, such as `de-AT`, the best first */
export function chosenLanguage(preferred: string, offered: readonly string[]): Language {
  const codes = preferred === 'auto' ? offered.map(codeOf) : [preferred];
  return codes.find((code): code is Language => Object.hasOwn(LANGUAGES, code)) ?? 'en';
}

function codeOf(tag: string): string {
  return tag.split('-')[0]!.toLowerCase();
}

/**
 * Writes the words of the language in use into the elements that name them: `data-words="menu.play"` for the text,
 * `data-words-title`, `data-words-label` and `data-words-placeholder` for attributes.
 */
export function writeWords(root: ParentNode): void {
  for (const [data, attribute] of WRITTEN) {
    for (const each of root.querySelectorAll<HTMLElement>(`[data-${data}]`)) {
      const text = wordsNamed(each.getAttribute(`data-${data}`)!);
      if (attribute === null) each.textContent = text;
      else each.setAttribute(attribute, text);
    }
  }
}

const WRITTEN = [
  ['words', null],
  ['words-title', 'title'],
  ['words-label', 'aria-label'],
  ['words-placeholder', 'placeholder'],
] as const;

/** @throws Error when no text has this name: then page and catalogue do not match */
function wordsNamed(name: string): string {
  const found = name.split('.').reduce<unknown>((part, key) => (part as Record<string, unknown>)?.[key], catalogue);
  if (typeof found !== 'string') throw new Error(`no words are named ${name}`);
  return found;
}
