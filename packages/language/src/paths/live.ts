// Which registers may still be read behind a statement: what differs in others need not be told apart.
import type { AstNode } from 'langium';
import { AstUtils } from 'langium';
import type { Block, Statement } from '../generated/ast.ts';
import { isBlock, isChooseValue, isIf, isLet, isLoop, isNameReference, isStack, isWhile } from '../generated/ast.ts';

type Registers = ReadonlySet<AstNode>;

const NONE: Registers = new Set();
const after = new WeakMap<AstNode, Registers>();
const judged = new WeakSet<Block>();

/** Of a statement in a body that was given to {@link judgeLiveness}. For a loop, also where it begins again: `head`. */
export function liveAfter(statement: AstNode): Registers {
    return after.get(statement) ?? NONE;
}

export function liveAtHead(loop: AstNode): Registers {
    return union(liveAfter(loop), mentionedIn(loop));
}

/** Looks at the body of a function or an actor, once. */
export function judgeLiveness(body: Block | undefined): void {
    if (body === undefined || judged.has(body)) return;
    judged.add(body);
    inBlock(body, NONE);
}

function inBlock(block: Block, behind: Registers): void {
    let live = behind;
    for (const statement of block.statements.toReversed()) {
        after.set(statement, live);
        inside(statement, live);
        live = union(without(live, statement), mentionedIn(statement));
    }
}

function inside(statement: Statement, live: Registers): void {
    const behind = isLoop(statement) || isWhile(statement) ? union(live, mentionedIn(statement)) : live;
    if (isBlock(statement)) {
        inBlock(statement, behind);
        return;
    }
    for (const child of AstUtils.streamContents(statement)) {
        if (isBlock(child)) inBlock(child, behind);
        else if (isIf(child)) {
            after.set(child, behind);
            inside(child, behind);
        } else if (child.$type === 'MatchArm') {
            for (const block of AstUtils.streamContents(child)) if (isBlock(block)) inBlock(block, behind);
        }
    }
}

/** The registers of others that a part of a body names. */
const mentioned = new WeakMap<AstNode, Registers>();

function mentionedIn(node: AstNode): Registers {
    let found = mentioned.get(node);
    if (found === undefined) {
        const names = new Set<AstNode>();
        const declared = new Set<AstNode>();
        for (const each of AstUtils.streamAst(node)) {
            if (isNameReference(each) && each.reference?.ref !== undefined) names.add(each.reference.ref);
            else if (isLet(each) || isChooseValue(each) || isStack(each)) declared.add(each);
        }
        for (const register of declared) names.delete(register);
        found = names;
        mentioned.set(node, found);
    }
    return found;
}

function union(left: Registers, right: Registers): Registers {
    return right.size === 0 ? left : left.size === 0 ? right : new Set([...left, ...right]);
}

/** Before its declaration a register holds nothing. */
function without(live: Registers, declaration: AstNode): Registers {
    return live.has(declaration) ? new Set([...live].filter(each => each !== declaration)) : live;
}
