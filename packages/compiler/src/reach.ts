// Which declarations the actors and properties of a script can come to use, before anything is lowered: cells are made
// for these alone (all of the script's own, and what it uses of the modules it imports).
import type { Call, Free, SyntaxNode } from '@faultline/language';
import {
    accessorOf,
    isAlloc,
    isCall,
    isFn,
    isFree,
    isMember,
    isNameReference,
    isStack,
    isStruct,
} from '@faultline/language';
import { nodesIn } from './walk.ts';

export interface Reach {
    /** Variables, locks, structs, functions and functions of the language. */
    readonly nodes: ReadonlySet<SyntaxNode>;
    /** Names of the functions of the language that occur. */
    readonly names: ReadonlySet<string>;
    /** `call_rcu(p, f)` and `kfree_rcu p`. */
    readonly callbacks: readonly (Call | Free)[];
    readonly stacks: readonly SyntaxNode[];
}

/** What else a declaration leads to: from a hook to what filesystems do instead. */
export type Related = (node: SyntaxNode) => readonly SyntaxNode[];

export function reachFrom(roots: readonly SyntaxNode[], related: Related = () => []): Reach {
    const nodes = new Set<SyntaxNode>(roots);
    const names = new Set<string>();
    const callbacks = new Set<Call | Free>();
    const stacks = new Set<SyntaxNode>();
    const work: SyntaxNode[] = [...roots];
    const reach = (node: SyntaxNode): void => {
        if (nodes.has(node)) return;
        nodes.add(node);
        if (isFn(node) || isStruct(node)) work.push(node);
        for (const other of related(node)) reach(other);
    };
    for (let root = work.pop(); root !== undefined; root = work.pop()) {
        const own = mentionsIn(root);
        for (const name of own.names) names.add(name);
        for (const callback of own.callbacks) callbacks.add(callback);
        for (const stack of own.stacks) stacks.add(stack);
        for (const node of own.nodes) reach(node);
    }
    return { nodes, names, callbacks: [...callbacks], stacks: [...stacks] };
}

const known = new WeakMap<SyntaxNode, Reach>();

/** What stands in a node itself; syntax never changes, so this is found once for all checks. */
function mentionsIn(root: SyntaxNode): Reach {
    let found = known.get(root);
    if (found === undefined) {
        found = findMentions(root);
        known.set(root, found);
    }
    return found;
}

function findMentions(root: SyntaxNode): Reach {
    const nodes = new Set<SyntaxNode>();
    const names = new Set<string>();
    const callbacks: (Call | Free)[] = [];
    const stacks: SyntaxNode[] = [];
    const mention = (node: SyntaxNode | undefined): void => {
        if (node !== undefined) nodes.add(node);
    };
    for (const node of nodesIn(root)) {
        if (isNameReference(node)) {
            names.add(node.reference.$refText);
            mention(node.reference.ref);
        } else if (isMember(node)) {
            names.add(node.member.$refText);
            mention(node.member.ref);
        } else if (isAlloc(node)) mention(node.struct.ref);
        else if (isStack(node)) stacks.push(node);
        else if (isFree(node) && node.kind === 'kfree_rcu') callbacks.push(node);
        else if (isCall(node) && isNameReference(node.callee) && node.callee.reference.$refText === 'call_rcu') {
            callbacks.push(node);
        }
        if (isFree(node)) names.add(node.kind);
        if (isCall(node)) mention(accessorOf(node));
    }
    return { nodes, names, callbacks, stacks };
}
