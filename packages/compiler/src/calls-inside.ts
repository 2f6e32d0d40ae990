// Which calls inside an expression take steps, where the expression itself looks at all its cells at once.
import type { Call, Expression, Fn } from '@faultline/language';
import {
    builtinOf,
    isAlloc,
    isCall,
    isExternFn,
    isFn,
    isInterruptibleWait,
    isMember,
    isNameReference,
    lockOperationOf,
    lockQuestion,
    onlyComputes,
} from '@faultline/language';
import type { Scope } from './scope.ts';
import { nodesIn } from './walk.ts';

/** The calls that take steps, outermost only, in evaluation order; inside a quantifier there can be none. */
export function callsInside(node: Expression, scope: Scope, view: 'own' | 'memory'): readonly (Call | Expression)[] {
    if (scope.unit.layout.constantOf(node) !== undefined) return [];
    switch (node.$type) {
        case 'Group':
            return callsInside(node.inner, scope, view);
        case 'Cast':
            return callsInside(node.value, scope, view);
        case 'UnaryExpression':
            return callsInside(node.operand, scope, view);
        case 'BinaryExpression':
            return [...callsInside(node.left, scope, view), ...callsInside(node.right, scope, view)];
        case 'Member':
            return callsInside(node.receiver, scope, view);
        case 'Index':
            return [...callsInside(node.array, scope, view), ...callsInside(node.index, scope, view)];
        case 'Alloc':
        case 'InterruptibleWait':
            return [node];
        case 'Call':
            return takesSteps(node, view)
                ? [node]
                : node.arguments.flatMap(argument => callsInside(argument.value, scope, view));
        case 'NumberLiteral':
        case 'BooleanLiteral':
        case 'NullLiteral':
        case 'KnobReference':
        case 'Current':
        case 'NameReference':
        case 'Quantifier':
        case 'AtExpression':
            return [];
    }
}

/** In the condition of a wait, loads, questions about locks and formulas are looked at with the rest; in an assertion they run before it. */
function takesSteps(node: Call, view: 'own' | 'memory'): boolean {
    const { callee } = node;
    const named = isNameReference(callee) ? callee.reference.ref : isMember(callee) ? callee.member.ref : undefined;
    if (isFn(named)) return view === 'own' || !isFormula(named);
    if (!isExternFn(named)) return false;
    const operation = lockOperationOf(named)?.operation;
    if (operation !== undefined) return view === 'own' || lockQuestion(operation) === undefined;
    const semantics = builtinOf(named)?.semantics;
    switch (semantics?.kind) {
        case 'load':
        case 'data-race':
            return view === 'own';
        case 'property':
            return false;
        case 'machine':
            return semantics.operation === 'data_load' || semantics.operation === 'data_store';
        case 'signal':
            return semantics.operation === 'send' || view === 'own';
        case 'list':
            return ['push', 'pop', 'remove'].includes(semantics.operation);
        default:
            return true;
    }
}

/** Whether the function is a formula: only then does a call of it look at everything at once. */
function isFormula(fn: Fn): boolean {
    return (
        !fn.hook &&
        onlyComputes(fn.body) &&
        nodesIn(fn.body).every(
            node => !isAlloc(node) && !isInterruptibleWait(node) && !(isCall(node) && takesSteps(node, 'memory')),
        )
    );
}
