import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { framed } from '../../portal/build/page-frame.ts';
import { english } from '../../portal/words/english.ts';
import { german } from '../../portal/words/german.ts';
import { textNamed } from '../../portal/words/text-named.ts';
import { chosenLanguage } from '../../portal/words/words.ts';

const FOLDER = join(import.meta.dirname, '../../portal');
const PAGES = readdirSync(FOLDER).filter(
  (name) => name.endsWith('.html') && !['header.html', 'footer.html'].includes(name),
);

test.each(PAGES)('[PT2] the words of %s are in its HTML, in English', (name) => {
  const html = framed(readFileSync(join(FOLDER, name), 'utf8'));
  for (const [, tag = '', words = '', text = ''] of html.matchAll(
    /<(\w+)[^<>]*\sdata-words="([\w.]+)"[^<>]*>([^<]*)<\/\1>/g,
  ))
    expect(`${tag} ${text}`).toBe(`${tag} ${textNamed(english, words).replaceAll('&', '&amp;')}`);
  expect(html).not.toMatch(/data-words="[\w.]+"[^<>]*><\//);
  expect(html).not.toMatch(/<!-- (?:header|footer)/);
  expect(html.match(/<h1[ >]/g)).toHaveLength(1);
});

test('[PT2] a name without words ends the build, and texts cannot end an element', () => {
  expect(() => framed('<p data-words="about.nothing"></p>')).toThrow('no words are named about.nothing');
  expect(framed('<p data-words="page.play"></p><a data-words-label="page.more">x</a>')).toBe(
    '<p data-words="page.play">Play</p><a data-words-label="page.more" aria-label="More">x</a>',
  );
});

test('[PT2] the catalogues have the same texts, and no text is empty', () => {
  const namesOf = (part: unknown, name: string): string[] =>
    typeof part === 'object' && part !== null
      ? Object.entries(part).flatMap(([key, value]) => namesOf(value, `${name}.${key}`))
      : [part === '' ? `${name} is empty` : name];
  expect(namesOf(german, '')).toEqual(namesOf(english, ''));
});

test('[PT2] the language is the chosen one, else the first of the browser with a catalogue', () => {
  expect(chosenLanguage([null, null, 'fr-FR', 'de-AT', 'en'])).toBe('de');
  expect(chosenLanguage([null, 'auto', 'fr'])).toBe('en');
  expect(chosenLanguage(['de', 'en'])).toBe('de');
});
