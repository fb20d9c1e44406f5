// For the build: puts header and footer into each page, and writes the English words into the elements that name them. So a
// page can be read before its script is loaded, and without it.

import { readFileSync } from 'node:fs';
import type { Plugin } from 'vite';
import { english } from '../words/english.ts';
import { textNamed } from '../words/text-named.ts';

const FOLDER = `${import.meta.dirname}/..`;
const PARTS = ['header', 'footer'] as const;

/** An element without content that names its words. */
const NAMED_TEXT = /(<(\w+)(?:\s[^<>]*)?\sdata-words="([\w.]+)"[^<>]*>)\s*(<\/\2>)/g;
const NAMED_LABEL = /\sdata-words-label="([\w.]+)"/g;
const NAMED_CONTENT = /\sdata-words-content="([\w.]+)"/g;

export function pageFrame(): Plugin {
  return { name: 'page-frame', transformIndexHtml: { order: 'pre', handler: framed } };
}

/** @throws Error for words that the catalogue does not have */
export function framed(html: string): string {
  const whole = PARTS.reduce((text, part) => text.replace(`<!-- ${part} -->`, () => partOf(part)), html);
  return whole
    .replaceAll(NAMED_TEXT, (_, start: string, _tag, name: string, end: string) => start + textOf(name) + end)
    .replaceAll(NAMED_LABEL, (all: string, name: string) => `${all} aria-label="${textOf(name)}"`)
    .replaceAll(NAMED_CONTENT, (all: string, name: string) => `${all} content="${textOf(name)}"`);
}

function partOf(part: (typeof PARTS)[number]): string {
  return readFileSync(`${FOLDER}/${part}.html`, 'utf8').trim();
}

function textOf(name: string): string {
  return escaped(textNamed(english, name));
}

/** A text as HTML has it, in elements and in attributes. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
