// # unused
//
// What it does: points at registers, parameters, functions, params, constants, variables, locks and labels that nothing
// uses.
//
// Why: what is not used cannot matter; often a name was mistyped somewhere else.
//
// Use instead: remove it, or begin its name with `_`. A register whose value is a call or a load is left alone: the
// step is what counts.
import type { AstNode } from 'langium';
import { AstUtils } from 'langium';
import { environmentOf } from '../environment.ts';
import type { Module, Parameter } from '../generated/ast.ts';
import {
    isAssignment,
    isAtExpression,
    isBreak,
    isCall,
    isCheck,
    isConst,
    isContinue,
    isFilesystem,
    isFn,
    isLabel,
    isLet,
    isLock,
    isMember,
    isModule,
    isNameReference,
    isParam,
    isParameter,
    isThread,
    isVar,
} from '../generated/ast.ts';
import { targetOfOverride } from '../override-target.ts';
import { placeOfProperty } from '../place.ts';
import type { Finding, Rule } from '../rule.ts';
import { nameOf } from '../scope.ts';
import { nodesIn, referencesIn } from '../walk.ts';

const WORDS: Readonly<Record<string, string>> = {
    Let: 'register',
    Parameter: 'parameter',
    Fn: 'function',
    Param: 'param',
    Const: 'constant',
    Var: 'variable',
    Lock: 'lock',
    Label: 'label',
};

export const unused: Rule = {
    code: 'unused',
    severity: 'hint',
    needsWholeSyntax: true,
    visit: {
        Module: function* (module) {
            if (environmentOf(module).prelude === undefined) return;
            const used = usedIn(module);
            const labels = labelsUsedIn(module);
            for (const node of nodesIn(module)) {
                if (used.has(node) || (isLabel(node) && labels.has(node.name)) || !isWorthTelling(node, module))
                    continue;
                yield finding(node);
            }
        },
    },
};

function finding(node: AstNode): Finding {
    return {
        place: placeOfProperty(node, 'name'),
        message: `The ${WORDS[node.$type]} \`${nameOf(node)}\` is not used.`,
    };
}

function isWorthTelling(node: AstNode, module: Module): boolean {
    const name = nameOf(node);
    if (name === '' || name.startsWith('_') || WORDS[node.$type] === undefined) return false;
    if (isLet(node)) return isQuiet(node.value);
    if (isParameter(node)) return !isOfHook(node);
    if (isLabel(node)) return name !== 'idle';
    // A module without threads is made to be imported.
    if (!module.declarations.some(declaration => isThread(declaration) || isCheck(declaration))) return false;
    return isModule(node.$container) && (isFn(node) || isParam(node) || isConst(node) || isVar(node) || isLock(node));
}

/** A hook's parameters are what it is called with, whatever this way of doing it needs. */
const isOfHook = ({ $container: owner }: Parameter): boolean =>
    isFn(owner) && (owner.hook || isFilesystem(owner.$container));

/** Computed without a step. */
function isQuiet(value: AstNode | undefined): boolean {
    if (value === undefined) return false;
    return AstUtils.streamAst(value).every(
        node =>
            !isCall(node) &&
            !isMember(node) &&
            !isSharedName(node) &&
            !['Alloc', 'InterruptibleWait', 'Index'].includes(node.$type),
    );
}

function isSharedName(node: AstNode): boolean {
    return isNameReference(node) && isVar(node.reference?.ref);
}

function usedIn(module: Module): ReadonlySet<AstNode> {
    const used = new Set<AstNode>();
    for (const check of module.declarations.filter(isCheck)) {
        for (const override of check.overrides) addTarget(used, override);
    }
    for (const { node, reference } of referencesIn(module)) {
        const target = reference.ref;
        if (target !== undefined && !isOnlyWritten(node, target)) used.add(target);
    }
    return used;
}

/** A register that is only assigned to has no use. */
function isOnlyWritten(node: AstNode, target: AstNode): boolean {
    return (
        isLet(target) &&
        isAssignment(node.$container) &&
        node.$container.target === node &&
        node.$container.operator === '=' &&
        isQuiet(node.$container.value)
    );
}

function addTarget(used: Set<AstNode>, override: Parameters<typeof targetOfOverride>[0]): void {
    const target = targetOfOverride(override);
    if (target.kind === 'policy') used.add(target.lock);
}

/** By name: a label may be meant through any function. */
function labelsUsedIn(module: Module): ReadonlySet<string> {
    const names = new Set<string>();
    for (const node of nodesIn(module)) {
        if ((isBreak(node) || isContinue(node)) && node.label !== undefined) names.add(node.label.$refText);
        const path = isAtExpression(node) || isCheck(node) ? node.label : undefined;
        const last = path?.segments.at(-1);
        if (last !== undefined) names.add(last);
    }
    return names;
}
