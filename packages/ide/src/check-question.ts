// One question, asked: compile it, search, judge, tell.
import type { Budget } from '@faultline/checker';
import { examine, REDUCTIONS } from '@faultline/checker';
import { compile } from '@faultline/compiler';
import type { Diagnostic, ModelName, Overrides, Question, Script } from '@faultline/language';
import { faultHandlersIn, machineConstants, overrideFromText, placeOf, textOf } from '@faultline/language';
import type { Coverage } from './coverage.ts';
import { coverageOf } from './coverage.ts';
import type { CheckFacts } from './facts/facts.ts';
import { factsOf } from './facts/facts.ts';
import type { Expectation } from './judge.ts';
import { isSame } from './judge.ts';
import type { LockOrder } from './lock-order/lock-order.ts';
import { lockOrderOf } from './lock-order/lock-order.ts';
import type { CheckReport } from './report.ts';
import { answerOf } from './report.ts';

/** What the caller changes of a question. */
export interface Variation {
    /** Instead of what the check says. */
    readonly model: ModelName | undefined;
    /** `name=value`; {@link rejectedParams} names those that are not applied. */
    readonly params: readonly string[];
}

export type Checked =
    /** `coverage` is absent where the search left open what can be reached. */
    | {
          readonly kind: 'report';
          readonly report: CheckReport;
          readonly coverage: Coverage | undefined;
          /** What holds where. Takes about as long as the search, whose states are kept until nobody may ask any more. */
          readonly facts: ((isStopped: () => boolean) => CheckFacts) | undefined;
          /** Which lock is taken under which. Likewise. */
          readonly lockOrder: ((isStopped: () => boolean) => LockOrder) | undefined;
      }
    /** The script is wrong for this check. */
    | { readonly kind: 'errors'; readonly diagnostics: readonly Diagnostic[] };

/**
 * A script with errors of its own must not be asked. All reductions are made, unless the budget says otherwise. `wanted`: whether somebody may ask for facts, or for the order of locks.
 */
export function checkQuestion(
    script: Script,
    question: Question,
    variation: Variation,
    budget: Budget,
    wanted: 'verdict' | 'facts' | 'lock-order' = 'verdict',
): Checked {
    const varied = variedQuestion(script, question, variation);
    const compilation = compile(script, varied, wanted === 'facts' ? { calls: 'noted' } : {});
    const asked = {
        title: question.title,
        place: question.check === undefined ? undefined : placeOf(question.check),
        model: varied.model,
        params: paramsOf(script, question, variation),
        expected: expectationOf(question),
    };
    switch (compilation.kind) {
        case 'errors':
            return { kind: 'errors', diagnostics: compilation.diagnostics };
        case 'undecidable':
            return {
                kind: 'report',
                report: { ...asked, status: 'undecidable', answer: undefined },
                coverage: undefined,
                facts: undefined,
                lockOrder: undefined,
            };
        case 'ok': {
            const { program, sourceMap } = compilation;
            const faultHandlers = new Set(faultHandlersIn(script));
            const {
                result,
                facts: collect,
                pass,
            } = examine(
                program,
                // the order of locks is told of larger spaces, too
                { reductions: REDUCTIONS, ...budget, ...(wanted === 'lock-order' && { reductions: [] }) },
            );
            const { status, answer } = answerOf({ program, sourceMap, result }, asked.expected);
            const coverage = result.exhausted ? coverageOf(program, sourceMap, result) : undefined;
            const found = answer.found.map(
                ({ outcome }) => result.witnesses.find(witness => isSame(witness.outcome, outcome))!,
            );
            const granules = machineConstants(script.modules, varied.overrides)('granules') ?? 1;
            const source = { title: question.title, program, sourceMap, result, collect, found, granules };
            return {
                kind: 'report',
                report: { ...asked, status, answer },
                coverage,
                facts: wanted === 'facts' ? isStopped => factsOf(source, isStopped) : undefined,
                lockOrder:
                    wanted === 'lock-order'
                        ? isStopped => lockOrderOf({ program, sourceMap, pass: pass(), faultHandlers }, isStopped)
                        : undefined,
            };
        }
    }
}

/** The question with the caller's model and overrides in place of its own. */
export function variedQuestion(script: Script, question: Question, { model, params }: Variation): Question {
    const overrides = params
        .map(text => overrideFromText(script, text))
        .filter(one => typeof one !== 'string')
        .reduce(merged, question.overrides);
    return { ...question, model: model ?? question.model, overrides };
}

/** The overrides that the script does not know or take, with a sentence that says why. */
export function rejectedParams(
    script: Script,
    { params }: Variation,
): readonly { readonly param: string; readonly message: string }[] {
    return params.flatMap(param => {
        const answer = overrideFromText(script, param);
        return typeof answer === 'string' ? [{ param, message: answer }] : [];
    });
}

/** What a check says it expects. */
export function expectationOf({ expects, others, at }: Question): Expectation {
    return {
        outcomes: expects.flatMap(({ kind, name }) => (kind === 'pass' ? [] : [{ kind, name }])),
        others: others ? 'allowed' : 'unexpected',
        label: at?.join('.'),
    };
}

function paramsOf(script: Script, { check }: Question, { params }: Variation): CheckReport['params'] {
    const own = (check?.overrides ?? []).map(({ target, value }) => ({
        name: target.segments.join('.'),
        value: textOf(value),
    }));
    const accepted = params.filter(text => typeof overrideFromText(script, text) !== 'string');
    const given = accepted.map(text => {
        const [name = '', value = ''] = text.split('=', 2);
        return { name: name.trim(), value: value.trim() };
    });
    return [...own.filter(({ name }) => !given.some(one => one.name === name)), ...given];
}

function merged(one: Overrides, other: Overrides): Overrides {
    return {
        params: new Map([...one.params, ...other.params]),
        knobs: new Map([...one.knobs, ...other.knobs]),
        policies: new Map([...one.policies, ...other.policies]),
    };
}
