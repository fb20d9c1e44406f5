// Finds out which blocks of a source a test runs, so that a mutant is tried only on tests that run its block.
import type { ESTree } from 'vite';
import { parseSource, walk } from './syntax-tree.ts';

/** The global array in which a probe sets its element. */
export const PROBES = '__probes';
/** Far more blocks than all sources have. */
export const PROBES_MAX = 1 << 17;

/** A part of a source that runs or does not run as a whole. */
export interface Block extends ESTree.Span {
  /** Where its probe goes, and what stands around the probe there. */
  probe: { offset: number; before: string; after: string; closing?: string };
}

/** The blocks of a source, outer ones before inner ones. The first is the module itself. */
export function blocksOf(file: string, source: string): Block[] {
  const program = parseSource(file, source);
  const blocks: Block[] = [{ start: 0, end: source.length, probe: { offset: 0, before: '', after: ';' } }];
  walk(program, (node, [parent]) => {
    const probe = parent && probeIn(node, parent);
    if (probe) blocks.push({ start: node.start, end: node.end, probe });
  });
  return blocks;
}

/** Index of the innermost block around `span`. */
export function blockAround(blocks: readonly Block[], span: ESTree.Span): number {
  return blocks.findLastIndex((block) => span.start >= block.start && span.end <= block.end);
}

/** The source with a probe in each block: block i sets element `first + i` of the array. */
export function withProbes(source: string, blocks: readonly Block[], first: number): string {
  const edits = blocks.flatMap(({ end, probe }, index) => {
    const text = `${probe.before}${PROBES}[${first + index}]=1${probe.after}`;
    return [
      { offset: probe.offset, text },
      { offset: end, text: probe.closing ?? '' },
    ];
  });
  // Sorting keeps the order of edits at one offset: outer blocks open first. All that closes at one offset is alike.
  let text = '';
  let copied = 0;
  for (const edit of edits.toSorted((a, b) => a.offset - b.offset)) {
    text += source.slice(copied, edit.offset) + edit.text;
    copied = edit.offset;
  }
  return text + source.slice(copied);
}

function probeIn(node: ESTree.Node, parent: ESTree.Node): Block['probe'] | null {
  if (node.type === 'BlockStatement') return { offset: node.start + 1, before: '', after: ';' };
  if (node.type === 'SwitchCase') {
    const [first] = node.consequent;
    return first ? { offset: first.start, before: '', after: ';' } : null;
  }
  if (isBranchStatement(node, parent)) return { offset: node.start, before: '{', after: ';', closing: '}' };
  if (isBranchExpression(node, parent)) return { offset: node.start, before: '(', after: ',', closing: ')' };
  return null;
}

/** A branch or loop body without braces. */
function isBranchStatement(node: ESTree.Node, parent: ESTree.Node): boolean {
  switch (parent.type) {
    case 'IfStatement':
      return node === parent.consequent || node === parent.alternate;
    case 'ForStatement':
    case 'ForInStatement':
    case 'ForOfStatement':
    case 'WhileStatement':
      return node === parent.body;
    default:
      return false;
  }
}

function isBranchExpression(node: ESTree.Node, parent: ESTree.Node): boolean {
  switch (parent.type) {
    case 'ArrowFunctionExpression':
      return node === parent.body;
    case 'ConditionalExpression':
      return node === parent.consequent || node === parent.alternate;
    case 'LogicalExpression':
      return node === parent.right;
    default:
      return false;
  }
}
