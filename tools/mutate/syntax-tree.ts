// Walks the parts of a syntax tree that run: types, interfaces and imports are left out.
import { parseSync, type ESTree } from 'vite';

/** One node and the nodes around it, the nearest first. */
export type Visit = (node: ESTree.Node, ancestors: readonly ESTree.Node[]) => void;

/** TypeScript's wrappers around an expression that runs. */
const WRAPPERS = new Set(['TSAsExpression', 'TSSatisfiesExpression', 'TSNonNullExpression']);

/** Throws SyntaxError with the parser's first complaint. */
export function parseSource(file: string, source: string): ESTree.Program {
  const { program, errors } = parseSync(file, source);
  if (errors[0]) throw new SyntaxError(`${file}: ${errors[0].message}`);
  return program;
}

/** Visits each node before the nodes inside it, in the order of the source. */
export function walk(node: ESTree.Node, visit: Visit, ancestors: readonly ESTree.Node[] = []): void {
  visit(node, ancestors);
  const inside = [node, ...ancestors];
  for (const child of childrenOf(node)) walk(child, visit, inside);
}

function childrenOf(node: ESTree.Node): ESTree.Node[] {
  return Object.values(node)
    .flat()
    .filter((value): value is ESTree.Node => isNode(value) && runs(value));
}

function isNode(value: unknown): value is ESTree.Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}

function runs(node: ESTree.Node): boolean {
  return WRAPPERS.has(node.type) || !(node.type.startsWith('TS') || node.type === 'ImportDeclaration');
}
