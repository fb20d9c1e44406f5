// Finds texts in the sources of the page that a player would read, and that are not from the catalogue.

import { parseAst } from 'vite';

/** A text, and the line on which it is. */
export interface FoundText {
  readonly line: number;
  readonly text: string;
}

interface Node {
  readonly type: string;
  readonly start: number;
}

/** Functions whose arguments become text, from which argument on. */
const WRITERS: Readonly<Record<string, number>> = { make: 2, makeButton: 0, write: 1, say: 0, append: 0, picture: 1 };
const WRITTEN_PROPERTIES = [
  'textContent',
  'innerText',
  'title',
  'placeholder',
  'ariaLabel',
  'alt',
  'label',
  'ariaValueText',
];
const WRITTEN_ATTRIBUTES = [
  'title',
  'placeholder',
  'aria-label',
  'aria-valuetext',
  'aria-description',
  'alt',
  'content',
];
/** Functions of which one argument is a list of class names. */
const CLASS_NAMES: Readonly<Record<string, number>> = { make: 1, makeButton: 2 };
/** Functions that take selectors and media queries. */
const SELECTORS = ['closest', 'matches', 'matchMedia', 'querySelector', 'querySelectorAll', 'element', 'button'];
/** Functions whose texts are for developers. */
const DEVELOPERS = ['Error', 'RangeError', 'TypeError', 'assert', 'log', 'warn', 'error'];
/** Two words, a word and the end of a sentence, or a capitalised word. */
const PROSE = /[A-Za-z]{2,}[,:]? [A-Za-z]{2,}|[a-z]{2,}[.!?…]$|^[A-Z][a-z]+(?![A-Za-z0-9])/;
const LETTER = /\p{L}/u;

/** @param source of a TypeScript file */
export function textsIn(source: string): FoundText[] {
  const found = new Map<number, FoundText>();
  const add = (start: number, text: string): void => {
    found.set(start, { line: source.slice(0, start).split('\n').length, text });
  };
  const visit = (node: Node): void => {
    if (isLeftOut(node)) return;
    const unread = new Set(namesIn(node));
    for (const written of writtenIn(node)) {
      if (unread.has(written)) continue;
      for (const [start, text] of literalsIn(written)) if (LETTER.test(text)) add(start, text);
    }
    for (const [start, text] of ownLiteral(node)) if (PROSE.test(text)) add(start, text);
    for (const child of childrenOf(node)) if (!unread.has(child)) visit(child);
  };
  visit(parseAst(source, { lang: 'ts' }));
  return [...found.values()].toSorted((a, b) => a.line - b.line);
}

/** Parts of a program in which no text is for players: imports, types, and errors. */
function isLeftOut(node: Node): boolean {
  if (
    node.type.startsWith('TS') &&
    !['TSAsExpression', 'TSSatisfiesExpression', 'TSNonNullExpression'].includes(node.type)
  )
    return true;
  if (node.type === 'ImportDeclaration' || node.type === 'ImportExpression') return true;
  return (node.type === 'CallExpression' || node.type === 'NewExpression') && DEVELOPERS.includes(calledName(node));
}

/** Children of a node that name something: classes, selectors, and what a value is compared with. */
function namesIn(node: Node): readonly Node[] {
  if (node.type === 'BinaryExpression') {
    const { operator, left, right } = node as Node & {
      readonly operator: string;
      readonly left: Node;
      readonly right: Node;
    };
    return operator === '+' ? [] : [left, right].filter(({ type }) => type === 'Literal');
  }
  if (node.type !== 'CallExpression') return [];
  const { arguments: values } = node as Node & { readonly arguments: readonly Node[] };
  const name = calledName(node);
  if (SELECTORS.includes(name)) return values.slice(0, 1);
  return Object.hasOwn(CLASS_NAMES, name) ? values.slice(CLASS_NAMES[name], CLASS_NAMES[name]! + 1) : [];
}

/** The expressions that the node makes a text of the page. */
function writtenIn(node: Node): readonly Node[] {
  if (node.type === 'CallExpression') {
    const { arguments: values } = node as Node & { readonly arguments: readonly Node[] };
    const name = calledName(node);
    const from = WRITERS[name];
    if (Object.hasOwn(WRITERS, name)) return values.slice(from);
    const isWritten = name === 'setAttribute' && WRITTEN_ATTRIBUTES.includes(literalValue(values[0]));
    return isWritten ? values.slice(1) : [];
  }
  if (node.type === 'AssignmentExpression') {
    const { left, right } = node as Node & { readonly left: Node; readonly right: Node };
    return WRITTEN_PROPERTIES.includes(memberName(left)) ? [right] : [];
  }
  if (node.type === 'Property') {
    const { key, value } = node as Node & { readonly key: Node; readonly value: Node };
    return WRITTEN_PROPERTIES.includes(memberName(key)) ? [value] : [];
  }
  return [];
}

/** The literals that an expression may be, without those that other calls are given. */
function literalsIn(node: Node): readonly (readonly [start: number, text: string])[] {
  if (['CallExpression', 'ArrowFunctionExpression', 'MemberExpression'].includes(node.type)) return [];
  if (node.type === 'BinaryExpression' && (node as Node & { readonly operator: string }).operator !== '+') return [];
  if (node.type === 'ConditionalExpression') {
    const { consequent, alternate } = node as Node & { readonly consequent: Node; readonly alternate: Node };
    return [...literalsIn(consequent), ...literalsIn(alternate)];
  }
  return [...ownLiteral(node), ...childrenOf(node).flatMap(literalsIn)];
}

function ownLiteral(node: Node): readonly (readonly [start: number, text: string])[] {
  if (node.type === 'Literal') {
    const { value } = node as Node & { readonly value: unknown };
    return typeof value === 'string' ? [[node.start, value]] : [];
  }
  if (node.type !== 'TemplateElement') return [];
  const { value } = node as Node & { readonly value: { readonly cooked: string } };
  return [[node.start, value.cooked]];
}

/** The name of a called function or method; '' for one that has none. */
function calledName(node: Node): string {
  return memberName((node as Node & { readonly callee: Node }).callee);
}

function memberName(node: Node): string {
  const { name, property } = node as Node & { readonly name?: string; readonly property?: Node };
  return node.type === 'MemberExpression' ? memberName(property!) : (name ?? '');
}

function literalValue(node: Node | undefined): string {
  const { value } = (node ?? {}) as { readonly value?: unknown };
  return typeof value === 'string' ? value : '';
}

function childrenOf(node: Node): readonly Node[] {
  return Object.values(node)
    .flatMap((value: unknown) => (Array.isArray(value) ? value : [value]))
    .filter(isNode);
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';
}

/** A text of an HTML page, in an element or in an attribute that is read. Elements that name their words are empty. */
export function textsOfPage(html: string): string[] {
  const body = html.slice(html.indexOf('<body>')).replaceAll(/<!--[^]*?-->|<(script|style)\b[^]*?<\/\1>/g, '');
  const inElements = [...body.matchAll(/>([^<>]*)</g)].map(([, text]) => text!.trim());
  const names = WRITTEN_ATTRIBUTES.map((name) => `(?<![\\w-])${name}`).join('|');
  const inAttributes = [...body.matchAll(new RegExp(`(?:${names})="([^"]*)"`, 'g'))].map(([, text]) => text!);
  return [...inElements, ...inAttributes].filter((text) => LETTER.test(text));
}
