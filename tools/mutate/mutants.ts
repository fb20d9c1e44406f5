// Makes the mutants of a source file: copies of it with one small fault each.
import type { ESTree } from 'vite';
import { parseSource, walk } from './syntax-tree.ts';

/** Replaces source[start, end) by text. Offsets count UTF-16 units from 0. */
export interface Mutant {
  file: string;
  start: number;
  end: number;
  text: string;
  operator: Operator;
}

export type Operator =
  | 'arithmetic'
  | 'boundary'
  | 'branch'
  | 'boolean'
  | 'call'
  | 'logic'
  | 'negation'
  | 'number'
  | 'result'
  | 'statement'
  | 'word';

type Replacement = [operator: Operator, text: string, range?: ESTree.Span];

const SWAPPED_OPERATORS: Record<string, [Operator, string][]> = {
  '<': [
    ['boundary', '<='],
    ['negation', '>='],
  ],
  '<=': [
    ['boundary', '<'],
    ['negation', '>'],
  ],
  '>': [
    ['boundary', '>='],
    ['negation', '<='],
  ],
  '>=': [
    ['boundary', '>'],
    ['negation', '<'],
  ],
  '===': [['negation', '!==']],
  '!==': [['negation', '===']],
  '+': [['arithmetic', '-']],
  '-': [['arithmetic', '+']],
  '*': [['arithmetic', '/']],
  '/': [['arithmetic', '*']],
  '%': [['arithmetic', '*']],
  '**': [['arithmetic', '*']],
  '&': [['arithmetic', '|']],
  '|': [['arithmetic', '&']],
  '^': [['arithmetic', '&']],
  '<<': [['arithmetic', '>>']],
  '>>': [['arithmetic', '<<']],
  '>>>': [['arithmetic', '<<']],
  '&&': [['logic', '||']],
  '||': [['logic', '&&']],
  '+=': [['arithmetic', '-=']],
  '-=': [['arithmetic', '+=']],
  '*=': [['arithmetic', '/=']],
  '|=': [['arithmetic', '&=']],
  '&=': [['arithmetic', '|=']],
  '^=': [['arithmetic', '&=']],
  '??=': [['logic', '=']],
  '++': [['arithmetic', '--']],
  '--': [['arithmetic', '++']],
};

const SWAPPED_METHODS = new Map([
  ['min', 'max'],
  ['max', 'min'],
  ['floor', 'ceil'],
  ['ceil', 'floor'],
  ['some', 'every'],
  ['every', 'some'],
]);

/** Calls that give back something of the same type as what they are called on: the call can go, its object stays. */
const REMOVABLE_METHODS = ['filter', 'slice', 'subarray', 'sort', 'toSorted', 'reverse', 'toReversed', 'trim', 'flat'];

/** Calls that no test can miss or should ask for: an invariant that always holds, and text for the operator's eyes. */
const IGNORED_CALLS = /^(assert(\.\w+)?|(this\.)?(\w+\.)?#?(log|logger)\.\w+)$/;

/** A word of a union, such as 'room-full' or 'lobby'. Sentences are text for people. */
const WORD = /^[a-z][a-zA-Z0-9]*([-:][a-zA-Z0-9]+)*$/;

/** All mutants of a file, in the order of the source. Each of them is syntactically valid. */
export function mutantsOf(file: string, source: string): Mutant[] {
  const program = parseSource(file, source);
  const words = wordsOf(program);
  const mutants: Mutant[] = [];
  const ignored: ESTree.Span[] = [];
  walk(program, (node, ancestors) => {
    if (node.type === 'CallExpression' && IGNORED_CALLS.test(sourceOf(node.callee))) ignored.push(node);
    if (ignored.some((span) => isInside(node, span)) || isIgnoredStatement(node)) return;
    for (const [operator, text, range = node] of replacementsOf(node, ancestors)) {
      mutants.push({ file, start: range.start, end: range.end, text, operator });
    }
  });
  return mutants;

  function replacementsOf(node: ESTree.Node, ancestors: readonly ESTree.Node[]): Replacement[] {
    const parent = ancestors[0];
    switch (node.type) {
      case 'BinaryExpression':
        return joinsTexts(node.operator, node.left, node.right) ? [] : swaps(node.left, node.operator, node.right);
      case 'LogicalExpression':
        if (node.operator !== '??') return swaps(node.left, node.operator, node.right);
        return [
          ['logic', `(${sourceOf(node.left)})`],
          ['logic', `(${sourceOf(node.right)})`],
        ];
      case 'AssignmentExpression':
        return joinsTexts(node.operator, node.right) ? [] : swaps(node.left, node.operator, node.right);
      case 'UpdateExpression': {
        const [[operator, text] = ['arithmetic', '--']] = SWAPPED_OPERATORS[node.operator]!;
        const target = sourceOf(node.argument);
        return [[operator as Operator, node.prefix ? `${text}${target}` : `${target}${text}`]];
      }
      case 'UnaryExpression':
        return node.operator === '!' ? [['negation', `(${sourceOf(node.argument)})`]] : [];
      case 'Literal':
        return replacedLiteral(node, parent);
      case 'CallExpression':
        return replacedCall(node);
      case 'ExpressionStatement':
        return node.directive === null && !isSuper(node.expression) ? [['statement', ';']] : [];
      case 'ThrowStatement':
      case 'ContinueStatement':
      case 'BreakStatement':
        return [['statement', ';']];
      case 'ReturnStatement':
        return node.argument ? replacedResult(node.argument) : [['statement', ';']];
      case 'ArrowFunctionExpression':
        return node.body.type === 'BlockStatement' ? [] : replacedResult(node.body);
      case 'IfStatement':
      case 'ConditionalExpression':
        return [
          ['branch', 'true', node.test],
          ['branch', 'false', node.test],
        ];
      case 'WhileStatement':
        return [['branch', 'false', node.test]];
      case 'ForStatement':
        return node.test ? [['branch', 'false', node.test]] : [];
      case 'ForOfStatement':
        return [['branch', '[]', node.right]];
      default:
        return [];
    }
  }

  function swaps(left: ESTree.Node, operator: string, right: ESTree.Node): Replacement[] {
    const between = source.slice(left.end, right.start);
    const at = left.end + between.indexOf(operator);
    const range = { start: at, end: at + operator.length };
    return (SWAPPED_OPERATORS[operator] ?? []).map(([kind, text]) => [kind, text, range]);
  }

  function replacedLiteral(node: ESTree.Node & { type: 'Literal' }, parent: ESTree.Node | undefined): Replacement[] {
    if (parent && 'key' in parent && parent.key === node) return [];
    if (typeof node.value === 'boolean') return [['boolean', String(!node.value)]];
    if (typeof node.value === 'number') {
      return [
        ['number', String(node.value + 1)],
        ['number', node.value === 0 ? '(-1)' : String(node.value - 1)],
      ];
    }
    if (typeof node.value !== 'string' || !WORD.test(node.value) || isTypeName(parent)) return [];
    const other = words[(words.indexOf(node.value) + 1) % words.length]!;
    return [['word', `'${other === node.value ? '' : other}'`]];
  }

  function replacedCall(node: ESTree.CallExpression): Replacement[] {
    const { callee } = node;
    if (callee.type !== 'MemberExpression' || callee.computed) return [];
    const method = sourceOf(callee.property);
    const swapped = SWAPPED_METHODS.get(method);
    if (swapped) return [['call', swapped, callee.property]];
    return REMOVABLE_METHODS.includes(method) ? [['call', sourceOf(callee.object)]] : [];
  }

  function replacedResult(result: ESTree.Expression): Replacement[] {
    if (result.type === 'Literal' || sourceOf(result) === 'undefined') return [];
    if (isCondition(result)) return [['result', `!(${sourceOf(result)})`, result]];
    return [['result', 'undefined', result]];
  }

  function sourceOf(span: ESTree.Span): string {
    return source.slice(span.start, span.end);
  }

  function isIgnoredStatement(node: ESTree.Node): boolean {
    if (node.type !== 'ExpressionStatement') return false;
    const { expression } = node;
    return expression.type === 'CallExpression' && IGNORED_CALLS.test(sourceOf(expression.callee));
  }
}

/** The file's words, sorted: each of them is replaced by the next one. */
function wordsOf(program: ESTree.Program): string[] {
  const words = new Set<string>();
  walk(program, (node) => {
    if (node.type === 'Literal' && typeof node.value === 'string' && WORD.test(node.value)) words.add(node.value);
  });
  return [...words].toSorted();
}

/** `typeof x === 'function'`: another word makes no sense to the language. */
function isTypeName(parent: ESTree.Node | undefined): boolean {
  if (parent?.type !== 'BinaryExpression') return false;
  return [parent.left, parent.right].some((side) => side.type === 'UnaryExpression' && side.operator === 'typeof');
}

/** `+` or `+=` with a text that shows: nothing can be subtracted from it. */
function joinsTexts(operator: string, ...operands: ESTree.Node[]): boolean {
  const isText = (node: ESTree.Node) =>
    node.type === 'TemplateLiteral' || (node.type === 'Literal' && typeof node.value === 'string');
  return ['+', '+='].includes(operator) && operands.some(isText);
}

function isCondition(node: ESTree.Expression): boolean {
  if (node.type === 'UnaryExpression') return node.operator === '!';
  if (node.type !== 'BinaryExpression') return false;
  return ['<', '<=', '>', '>=', '===', '!==', 'in', 'instanceof'].includes(node.operator);
}

function isSuper(node: ESTree.Expression): boolean {
  return node.type === 'CallExpression' && node.callee.type === 'Super';
}

function isInside(node: ESTree.Span, span: ESTree.Span): boolean {
  return node.start >= span.start && node.end <= span.end;
}
