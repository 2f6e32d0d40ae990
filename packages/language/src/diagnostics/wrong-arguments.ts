// # wrong-arguments
//
// What it does: reports a call with too many or too few arguments, or with one that is not of the kind that the
// function of the language works on: a cell, a list, a thread, the name of a function.
//
// Why: `READ_ONCE(x)` speaks of the cell x, not of a value; so it needs a variable, a member or an element.
//
// Example:
//
//     WRITE_ONCE(1, x)
//
// Use instead: `WRITE_ONCE(x, 1)`.
import type { Builtin } from '../builtin.ts';
import { calleeOf, implicitParameters } from '../expected.ts';
import type { Call, Expression } from '../generated/ast.ts';
import { isFn, isNameReference } from '../generated/ast.ts';
import { placeOf, textOf } from '../place.ts';
import type { Context, Finding, Rule } from '../rule.ts';
import { lockNamedBy } from '../threads.ts';
import { isCellExpression, namedBy } from './not-assignable.ts';

export const wrongArguments: Rule = {
    code: 'wrong-arguments',
    severity: 'error',
    visit: {
        Call: function* (call, context) {
            yield* judgeCount(call);
            yield* judgeNames(call);
            yield* judgeKinds(call, context);
        },
    },
};

function* judgeCount(call: Call): Iterable<Finding> {
    const callee = calleeOf(call);
    if (callee === undefined || callee.kind === 'bits' || callee.kind === 'record') return;
    const names = parameterNames(callee).slice(callee.kind === 'function' ? implicitParameters(call) : 0);
    const given = call.arguments.length;
    if (given === names.length) return;
    const count =
        names.length === 0 ? 'no arguments' : names.length === 1 ? 'one argument' : `${names.length} arguments`;
    yield {
        place: placeOf(call),
        message: `\`${textOf(call.callee)}\` takes ${count}, found ${given}.`,
        hint: `\`${textOf(call.callee)}(${names.join(', ')})\``,
    };
}

function parameterNames(callee: Exclude<ReturnType<typeof calleeOf>, undefined>): readonly string[] {
    switch (callee.kind) {
        case 'function':
            return callee.fn.parameters.map(parameter => parameter.name);
        case 'builtin':
            return callee.parameters.map(parameter => parameter.name);
        case 'lock':
            return ['lock', ...callee.operation.parameters.map(parameter => parameter.name)];
        case 'bits':
        case 'record':
            return [];
    }
}

function* judgeNames(call: Call): Iterable<Finding> {
    const callee = calleeOf(call);
    if (callee?.kind === 'bits' || callee?.kind === 'record') {
        const { name: constructed } = callee.kind === 'bits' ? callee.bits : callee.struct;
        const [first] = callee.kind === 'bits' ? callee.bits.fields : callee.struct.members;
        const seen = new Set<string>();
        for (const argument of call.arguments) {
            const place = placeOf(argument);
            const name = argument.field?.$refText;
            if (name === undefined)
                yield {
                    place,
                    message: `Fields are given by name: \`${constructed}(${first?.name ?? 'field'}: …)\`.`,
                };
            else if (seen.has(name)) yield { place, message: `The field \`${name}\` is given twice.` };
            else seen.add(name);
        }
    } else if (callee !== undefined) {
        for (const argument of call.arguments) {
            if (argument.field !== undefined)
                yield {
                    place: placeOf(argument),
                    message: 'Only a constructor, of a `bits` or of a local struct, has named arguments.',
                };
        }
    }
}

function* judgeKinds(call: Call, context: Context): Iterable<Finding> {
    const callee = calleeOf(call);
    if (callee?.kind === 'builtin') {
        for (const [index, { type }] of callee.parameters.entries()) {
            const value = call.arguments[index]?.value;
            const wanted = value === undefined ? undefined : whatIsWanted(type, value, context);
            if (wanted !== undefined) {
                yield {
                    place: placeOf(value!),
                    message: `\`${callee.builtin.name}\` works on ${wanted}; \`${textOf(value!)}\` is none.`,
                };
            }
        }
    } else if (callee?.kind === 'lock') {
        for (const [index, { type }] of callee.operation.parameters.entries()) {
            const value = call.arguments[index + 1]?.value;
            if (type !== 'mode' || value === undefined || context.typing.typeOf(value).kind === 'error') continue;
            if (isNameReference(value) && namedBy(value)?.$type === 'Mode') continue;
            const modes = lockNamedBy(call.arguments[0]?.value)?.modes.map(mode => `\`${mode.name}\``) ?? [];
            const among = modes.length === 0 ? '' : `; it has ${modes.join(', ')}`;
            yield { place: placeOf(value), message: `Expected a mode of the lock${among}.` };
        }
    }
}

/** In words, when the argument is not of the kind. */
function whatIsWanted(
    type: Builtin['parameters'][number]['type'],
    value: Expression,
    { typing }: Context,
): string | undefined {
    const valueType = typing.typeOf(value);
    const inner = value.$type === 'UnaryExpression' && value.operator === '&' ? value.operand : value;
    switch (type) {
        case 'cell':
            if (valueType.kind === 'error') return undefined;
            if (['struct', 'array', 'list', 'lock'].includes(valueType.kind)) return 'a single cell';
            return isCellExpression(inner) ? undefined : 'a shared cell';
        case 'field':
            if (valueType.kind === 'error') return undefined;
            return isCellExpression(inner) && typing.typeOf(inner).kind === 'bool'
                ? undefined
                : 'a `bool` cell or field';
        case 'ref':
            return ['ref', 'struct', 'null', 'error'].includes(valueType.kind) ? undefined : 'a reference';
        case 'lock':
            return ['lock', 'error'].includes(valueType.kind) ? undefined : 'a lock';
        case 'list':
            return ['list', 'error'].includes(valueType.kind) ? undefined : 'a list';
        case 'function':
            return isNameReference(value) && (value.reference.ref === undefined || isFn(value.reference.ref))
                ? undefined
                : 'the name of a function';
        default:
            return undefined;
    }
}
