// Statements, from the last to the first: each is given the step that follows it and returns the step to enter.
import type { StepId } from '@faultline/checker';
import type {
    Atomic,
    Block,
    Break,
    ChooseBranch,
    ChooseValue,
    Continue,
    If,
    Label,
    Let,
    Loop,
    Match,
    Return,
    Statement,
    While,
} from '@faultline/language';
import { isAssignment, isContinue, isExpression, isLabel, isLet, isNameReference } from '@faultline/language';
import { localStep, visibleStep } from './access.ts';
import { lowerAssert, lowerAssume } from './assertion.ts';
import { lowerAssignment } from './assignment.ts';
import { lowerAtomic } from './atomic.ts';
import { bug } from './context.ts';
import { constant, equal, isConstant, or, register } from './expr.ts';
import { lowerCondition, lowerExpression, lowerInto } from './expression.ts';
import { beginStack, lowerFree } from './object.ts';
import { constructionOf, lowerRecord } from './record.ts';
import type { LoopTarget, Scope } from './scope.ts';
import { inside, locally, once, report } from './scope.ts';
import { reachesInOneStep } from './share.ts';
import { requireFewChoices } from './too-large.ts';
import { lowerWait } from './wait.ts';
import { nodesIn } from './walk.ts';

export function lowerBlock(block: Block, scope: Scope, next: StepId): StepId {
    const labels: Label[][] = [];
    let pending: Label[] = [];
    block.statements.forEach((statement, index) => {
        labels[index] = isLabel(statement) ? [] : pending;
        pending = isLabel(statement) ? [...pending, statement] : [];
    });
    return block.statements.reduceRight(
        (after, statement, index) =>
            isLabel(statement) ? after : lowerStatement(statement, labels[index] ?? [], scope, after),
        next,
    );
}

function lowerStatement(statement: Statement, labels: readonly Label[], outer: Scope, next: StepId): StepId {
    const scope = inside(outer, { statement, labels: labels.map(label => label.name) });
    return scope.releasing(() => lowerOne(statement, labels, scope, next));
}

function lowerOne(node: Statement, labels: readonly Label[], scope: Scope, next: StepId): StepId {
    if (isExpression(node)) return lowerExpression(node, scope, () => next);
    switch (node.$type) {
        case 'Let': {
            const construction = constructionOf(node.value);
            if (construction !== undefined) return lowerRecord(construction, scope, () => next);
            const type = scope.unit.typing.typeOfDeclaration(node);
            return lowerInto(node.value, scope.registerFor(node, node.name, type), type, scope, next, node);
        }
        case 'Assignment':
            return lowerAssignment(node, scope, next);
        case 'ExpressionStatement':
            return lowerExpression(node.expression, scope, () => next);
        case 'ChooseValue':
            return lowerChooseValue(node, scope, next);
        case 'ChooseBranch':
            return lowerChooseBranch(node, scope, next);
        case 'Block':
            return lowerBlock(node, unlabelled(scope), next);
        case 'If':
            return lowerIf(node, scope, next);
        case 'While':
        case 'Loop':
            return lowerLoop(node, labels, scope, next);
        case 'Match':
            return lowerMatch(node, scope, next);
        case 'Break':
        case 'Continue':
            return lowerJump(node, scope, next);
        case 'Return':
            return lowerReturn(node, scope);
        case 'Wait':
            return lowerWait(node, scope, next);
        case 'Assert':
            return lowerAssert(node, scope, next);
        case 'Assume':
            return lowerAssume(node, scope, next);
        case 'Progress':
            return locally(scope, [{ kind: 'progress' }], node, next);
        case 'Cover':
            return locally(scope, [{ kind: 'cover', cover: scope.program.builder.cover(node.name) }], node, next);
        case 'Fail':
            return locally(scope, [{ kind: 'fail', outcome: bug(node.bug) }], node, next);
        case 'Free':
            return lowerFree(node, scope, next);
        case 'Stack':
            return beginStack(scope, node, next);
        case 'Atomic':
            return lowerAtomicStatement(node, scope, next);
        case 'Label':
            return next;
    }
}

/** The labels of a statement are not those of the statements inside. */
const unlabelled = (scope: Scope): Scope => inside(scope, { labels: [] });

function lowerAtomicStatement(node: Atomic, scope: Scope, next: StepId): StepId {
    return lowerAtomic(node, scope, next, (inner, after) => lowerBlock(node.body, unlabelled(inner), after));
}

function lowerChooseValue(node: ChooseValue, scope: Scope, next: StepId): StepId {
    const type = scope.unit.typing.typeOfDeclaration(node);
    requireFewChoices(node, type);
    const own = scope.registerFor(node, node.name, type);
    return lowerExpression(node.low, scope, low =>
        lowerExpression(node.high, scope, high =>
            scope.step({ ...visibleStep([], next), choose: { register: own, low, high } }, scope.origin(node)),
        ),
    );
}

/** The pick is a step that ends before the branch's first access: it never depends on what is enabled there. */
function lowerChooseBranch(node: ChooseBranch, scope: Scope, next: StepId): StepId {
    const pick = scope.temporary({ kind: 'int', low: 0, high: Math.max(0, node.branches.length - 1) });
    const branches = node.branches.map(branch => lowerBlock(branch, unlabelled(scope), next));
    return scope.step(
        {
            ...visibleStep([], next),
            choose: { register: pick, low: constant(0), high: constant(node.branches.length - 1) },
            next: { kind: 'switch', on: register(pick), steps: branches },
        },
        scope.origin(node),
    );
}

function lowerIf(node: If, scope: Scope, next: StepId): StepId {
    const inner = unlabelled(scope);
    const then = once(() => lowerBlock(node.then, inner, next));
    const otherwise = once(() => {
        if (node.else === undefined) return next;
        return node.else.$type === 'If'
            ? lowerStatement(node.else, [], inner, next)
            : lowerBlock(node.else, inner, next);
    });
    return lowerCondition(node.condition, scope, then, otherwise);
}

function lowerMatch(node: Match, scope: Scope, next: StepId): StepId {
    const inner = unlabelled(scope);
    return lowerExpression(node.value, scope, value => {
        const otherwise = node.arms.find(arm => arm.otherwise);
        const last = once(() => (otherwise === undefined ? next : lowerBlock(otherwise.body, inner, next)));
        const arms = node.arms.filter(arm => !arm.otherwise);
        const go = (index: number): StepId => {
            const arm = arms[index];
            if (arm === undefined) return last();
            const patterns = arm.patterns.map(pattern =>
                equal(value, constant(scope.unit.layout.constantOf(pattern) ?? 0)),
            );
            const matches = or(...patterns);
            if (isConstant(matches)) return matches.value === 0 ? go(index + 1) : lowerBlock(arm.body, inner, next);
            const rest = go(index + 1);
            const then = lowerBlock(arm.body, inner, next);
            const step = {
                ...localStep([], next),
                next: { kind: 'branch', condition: matches, then, else: rest },
            } as const;
            return scope.step(step, { ...scope.origin(node), statement: false });
        };
        return go(0);
    });
}

/** How often a loop inside `atomic` may go round. */
const ROUNDS = 64;

function lowerLoop(node: Loop | While, labels: readonly Label[], scope: Scope, next: StepId): StepId {
    const inner = unlabelled(scope);
    if (scope.isAtomic) return lowerBoundedLoop(node, labels, inner, next);
    const head = scope.reserve();
    const backs: StepId[] = [];
    const again = (): StepId => {
        const back = scope.reserve();
        backs.push(back);
        return back;
    };
    const loop: LoopTarget = { labels, leave: next, again };
    const body = () => lowerBlock(node.body, inside(inner, { loops: [...scope.loops, loop] }), again());
    const entry = node.$type === 'While' ? lowerCondition(node.condition, scope, once(body), () => next) : body();
    const origin = { ...scope.origin(node), labels: [], statement: false };
    scope.define(head, localStep([], entry), origin);
    // A way round without a step would be no execution: there the way back is a step.
    for (const back of backs) {
        const isBare = reachesInOneStep(scope.program.builder, scope.sharing, head, back);
        const step = isBare ? visibleStep([], head) : localStep([], head);
        inner.define(back, step, { ...origin, text: 'goes round again' });
    }
    return head;
}

function lowerBoundedLoop(node: Loop | While, labels: readonly Label[], scope: Scope, next: StepId): StepId {
    const tooFar = scope.step(
        localStep([{ kind: 'fail', outcome: { kind: 'bug', name: 'range' } }], next),
        scope.origin(node, `goes round more than ${ROUNDS} times in one step`),
    );
    const counter = counterOf(node);
    if (counter !== undefined) return lowerCounted(node, counter, labels, scope, next, tooFar);
    let round = tooFar;
    for (let i = 0; i < ROUNDS; i++) {
        const after = round;
        const loop: LoopTarget = { labels, leave: next, again: () => after };
        const body = once(() => lowerBlock(node.body, inside(scope, { loops: [...scope.loops, loop] }), after));
        round = node.$type === 'While' ? lowerCondition(node.condition, scope, body, () => next) : body();
        if (round === after) break;
    }
    return round;
}

/** In each round the counter is a number that is known, and so are the elements it names. */
function lowerCounted(
    node: Loop | While,
    { variable, first, step }: Counter,
    labels: readonly Label[],
    outer: Scope,
    next: StepId,
    tooFar: StepId,
): StepId {
    const go = (round: number): StepId => {
        if (round === ROUNDS) return tooFar;
        const { activation } = outer;
        const value = constant(first + round * step);
        const bindings = new Map([...activation.bindings, [variable, { kind: 'value', value }] as const]);
        const scope = inside(outer, { activation: { ...activation, bindings } });
        const body = once(() => {
            const after = go(round + 1);
            const loop: LoopTarget = { labels, leave: next, again: () => after };
            return lowerBlock(node.body, inside(scope, { loops: [...scope.loops, loop] }), after);
        });
        return node.$type === 'While' ? lowerCondition(node.condition, scope, body, () => next) : body();
    };
    return go(0);
}

interface Counter {
    readonly variable: Let;
    readonly first: number;
    readonly step: number;
}

/** What `let i = 0; while … { …; i += 1 }` counts with: nothing else changes it, and nothing jumps over the last line. */
function counterOf(node: Loop | While): Counter | undefined {
    const last = node.body.statements.at(-1);
    if (last?.$type !== 'Assignment' || last.operator !== '+=' || !isNameReference(last.target)) return undefined;
    const variable = last.target.reference.ref;
    if (!isLet(variable) || variable.$container !== node.$container) return undefined;
    if (variable.value.$type !== 'NumberLiteral' || last.value.$type !== 'NumberLiteral') return undefined;
    const others = nodesIn(variable.$container).filter(isAssignment);
    const changes = others.filter(({ target }) => isNameReference(target) && target.reference.ref === variable);
    if (changes.length !== 1 || nodesIn(node.body).some(isContinue)) return undefined;
    return { variable, first: variable.value.value, step: last.value.value };
}

function lowerJump(node: Break | Continue, scope: Scope, next: StepId): StepId {
    const label = node.label?.ref;
    const loop =
        label === undefined ? scope.loops.at(-1) : scope.loops.findLast(target => target.labels.includes(label));
    if (loop === undefined) {
        report(
            scope.unit,
            node,
            'no-loop',
            `\`${node.$type === 'Break' ? 'break' : 'continue'}\` stands in no such loop.`,
        );
        return next;
    }
    return node.$type === 'Break' ? loop.leave : loop.again();
}

function lowerReturn(node: Return, scope: Scope): StepId {
    const { result, resultType, leave } = scope.activation;
    if (node.value === undefined) return leave;
    if (result === undefined) return lowerExpression(node.value, scope, () => leave);
    return lowerInto(node.value, result, resultType, scope, leave, node);
}
