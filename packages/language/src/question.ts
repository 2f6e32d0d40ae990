// The questions a script asks, with names resolved to what they change and expect.
import type { Check, Expectation, Module } from './generated/ast.ts';
import { isCheck } from './generated/ast.ts';
import { NO_OVERRIDES, overridesOf } from './overrides.ts';
import type { ModelName, Outcome, Question } from './script.ts';

export const MODELS: readonly ModelName[] = ['sc', 'tso', 'lkmm', 'armv8'];
export const VERDICTS: readonly Outcome['kind'][] = ['pass', 'deadlock', 'livelock', 'violation', 'bug'];

const PASS: Outcome = { kind: 'pass', name: '' };

export function questionsOf(module: Module): readonly Question[] {
    const checks = module.declarations.filter(isCheck);
    return checks.length > 0 ? checks.map(questionOf) : [implicitQuestion];
}

const implicitQuestion: Question = {
    title: 'nothing goes wrong',
    check: undefined,
    model: 'sc',
    overrides: NO_OVERRIDES,
    expects: [PASS],
    others: false,
    at: undefined,
};

function questionOf(check: Check): Question {
    const expects = check.expectations.map(outcomeOf).filter(outcome => outcome !== undefined);
    return {
        title: check.title ?? '',
        check,
        model: MODELS.find(model => model === check.model) ?? 'sc',
        overrides: overridesOf(check),
        expects: expects.length > 0 ? expects : [PASS],
        others: check.others,
        at: check.label?.segments,
    };
}

function outcomeOf({ verdict, name }: Expectation): Outcome | undefined {
    const kind = VERDICTS.find(each => each === verdict);
    return kind === undefined ? undefined : { kind, name: name ?? (kind === 'violation' ? 'assert' : '') };
}
