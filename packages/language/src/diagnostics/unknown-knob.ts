// # unknown-knob
//
// What it does: reports a knob in `machine { … }` that does not exist, and a value that it cannot have.
//
// Why: the machine has few knobs, and each has its values.
//
// Example:
//
//     machine { rwsem unfair }
//
// Use instead: `machine { rwsem reader_pref }`.
import type { Expression } from '../generated/ast.ts';
import type { Knob } from '../knobs.ts';
import { derivedConstants, knobs } from '../knobs.ts';
import { nearest } from '../names.ts';
import { placeOf, placeOfProperty, textOf } from '../place.ts';
import type { Context, Finding, Rule } from '../rule.ts';
import { codeList, replace } from '../rule.ts';

export const unknownKnob: Rule = {
    code: 'unknown-knob',
    severity: 'error',
    visit: {
        KnobReference: function* (node) {
            const names = [...knobs, ...derivedConstants].map(each => each.name);
            if (node.knob === undefined || names.includes(node.knob)) return;
            const place = placeOfProperty(node, 'knob');
            const near = nearest(node.knob, names);
            const message = `There is no \`machine.${node.knob}\``;
            if (near === undefined) yield { place, message: `${message}.`, hint: `There are ${codeList(names)}.` };
            else {
                const fix = replace(`Write \`${near}\``, place, near);
                yield { place, message: `${message}; did you mean \`machine.${near}\`?`, fix };
            }
        },
        Knob: function* (node, context) {
            const { name, value } = node;
            if (name === undefined) return;
            const knob = knobs.find(each => each.name === name);
            if (knob !== undefined) {
                if (value !== undefined) yield* knobMisfit(knob, value, context);
                return;
            }
            const place = placeOfProperty(node, 'name');
            const names = knobs.map(each => each.name);
            const near = nearest(name, names);
            const message = `The machine has no knob \`${name}\``;
            if (near === undefined) yield { place, message: `${message}.`, hint: `There are ${codeList(names)}.` };
            else
                yield {
                    place,
                    message: `${message}; did you mean \`${near}\`?`,
                    fix: replace(`Write \`${near}\``, place, near),
                };
        },
    },
};

/** What is wrong with the value of a knob. */
export function* knobMisfit({ name, values }: Knob, value: Expression, { typing }: Context): Iterable<Finding> {
    const place = placeOf(value);
    if (values.kind === 'words') {
        if (values.words.includes(textOf(value))) return;
        yield { place, message: `\`${name}\` is one of ${codeList(values.words)}; \`${textOf(value)}\` is not.` };
        return;
    }
    const number = typing.constant(value);
    const isInside =
        number !== undefined && number >= values.low && number <= values.high && typing.typeOf(value).kind !== 'bool';
    if (!isInside)
        yield {
            place,
            message: `\`${name}\` is a number from ${values.low} to ${values.high}; \`${textOf(value)}\` is not.`,
        };
}
