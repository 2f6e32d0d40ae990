// What a broken property, or a failing assertion, looked at, and what it saw there.
import type { Action, Expr, Program, TraceState, Witness } from '@faultline/checker';
import { errorNamed } from '@faultline/language';
import type { Scene } from './evaluate.ts';
import { evaluate } from './evaluate.ts';
import { elementName, valueInWords } from './value.ts';

export interface Seen {
    readonly cell: string;
    readonly value: string;
}

const MOST = 8;

export function valuesAt(program: Program, { outcome, trace, at }: Witness): readonly Seen[] {
    const state = trace?.states.at(-1);
    if (state === undefined || outcome.kind !== 'violation') return [];
    const property = program.properties.find(
        one => one.outcome.kind === outcome.kind && one.outcome.name === outcome.name,
    );
    const [failing] = at;
    const actor = failing?.actor ?? 0;
    const scene: Scene = {
        state,
        actor,
        cpu: program.actors[actor]?.cpu ?? 0,
        registers: state.actors[actor]?.registers ?? [],
    };
    const step = failing === undefined ? undefined : program.steps[failing.step];
    const looked =
        property !== undefined ? [property.holds] : step === undefined || step.local ? [] : conditions(step.actions);
    const seen = looked.flatMap(expr => valuesIn(program, expr, scene));
    return seen.filter(({ cell }, index) => seen.findIndex(one => one.cell === cell) === index).slice(0, MOST);
}

/** The conditions under which the actions fail. */
function conditions(actions: readonly Action[]): readonly Expr[] {
    return actions.flatMap(action => {
        if (action.kind !== 'if') return [];
        const fails = [...action.then, ...action.else].some(({ kind }) => kind === 'fail');
        return [...(fails ? [action.condition] : []), ...conditions([...action.then, ...action.else])];
    });
}

function valuesIn(program: Program, expr: Expr, scene: Scene): readonly Seen[] {
    switch (expr.kind) {
        case 'cell': {
            const cell = program.cells[expr.cell]!;
            const index = expr.index === undefined ? 0 : evaluate(expr.index, scene);
            const value = evaluate(expr, scene);
            if (index === undefined || value === undefined || cell.hidden === true) return [];
            return [{ cell: elementName(cell, index), value: valueInWords(program, cell, value) }];
        }
        case 'actor-register':
            return registerOf(program, expr.actor, expr.register, scene.state);
        case 'unary':
            return valuesIn(program, expr.operand, scene);
        case 'binary':
            return [...valuesIn(program, expr.left, scene), ...valuesIn(program, expr.right, scene)];
        case 'conditional':
            return [expr.condition, expr.then, expr.else].flatMap(one => valuesIn(program, one, scene));
        case 'const':
        case 'register':
        case 'self':
        case 'bound':
        case 'old':
        case 'operand':
        case 'slot':
        case 'quantifier':
        case 'at':
        case 'ended':
        case 'is-referenced':
            return [];
    }
}

function registerOf(program: Program, actor: number, register: number, state: TraceState): readonly Seen[] {
    const { name, registers } = program.actors[actor]!;
    const shown = registers[register];
    const value = state.actors[actor]?.registers[register];
    if (shown === undefined || shown.hidden === true || value === undefined) return [];
    const words = valueInWords(program, shown, value);
    const error = shown.domain.kind === 'int' && value < 0 ? errorNamed(-value) : undefined;
    return [{ cell: `${name}.${shown.name}`, value: error === undefined ? words : `${words} (-${error})` }];
}
