// # duplicate-name
//
// What it does: reports a second declaration of a name: in a file, in a file and one that it imports, among members,
// parameters, labels of one function, knobs, modes, properties.
//
// Why: a name means one thing. (A register may take over the name of an earlier one.)
//
// Example:
//
//     lock l: mutex
//     lock l: rwsem
//
// Use instead: another name.
import type { AstNode } from 'langium';
import { AstUtils } from 'langium';
import { environmentOf } from '../environment.ts';
import type { Module } from '../generated/ast.ts';
import { isEnum, isExists, isFinal, isInvariant, isLabel, isStruct } from '../generated/ast.ts';
import { baseOf } from '../machine.ts';
import { placeOf, placeOfProperty } from '../place.ts';
import type { Finding, Rule } from '../rule.ts';
import { exportsOf, nameOf } from '../scope.ts';
import type { Code } from '../threads.ts';

export const duplicateName: Rule = {
    code: 'duplicate-name',
    severity: 'error',
    visit: {
        Module: judgeModule,
        Struct: ({ members }) => duplicates(members, 'a member'),
        Bits: ({ fields }) => duplicates(fields, 'a field'),
        Mm: ({ vmas }) => duplicates(vmas, 'a mapping'),
        Filesystem: ({ members }) => duplicates(members, 'a member'),
        Enum: ({ members }) => duplicates(members, 'a name of the enum'),
        Lock: ({ modes }) => duplicates(modes, 'a mode'),
        Machine: ({ knobs }) => duplicates(knobs, 'a knob that is set'),
        Fn: function* (node) {
            yield* duplicates(node.parameters, 'a parameter');
            yield* labels(node);
        },
        Thread: labels,
        Device: labels,
        Interrupt: labels,
        Event: labels,
    },
};

function* judgeModule(module: Module): Iterable<Finding> {
    const { imports } = environmentOf(module);
    for (const [name, nodes] of exportsOf(module)) {
        const declared = nodes.filter(node => !isEnum(node.$container) && !isAddition(node));
        yield* duplicates(declared, 'declared');
        for (const { module: other, alias } of imports) {
            const [elsewhere] =
                exportsOf(other)
                    .get(name)
                    ?.filter(node => !isEnum(node.$container) && !isAddition(node)) ?? [];
            if (elsewhere === undefined || declared[0] === undefined) continue;
            yield {
                place: placeOfProperty(declared[0], 'name'),
                message: `\`${name}\` is already declared in \`${alias}\`, which is imported.`,
                related: [{ place: placeOfProperty(elsewhere, 'name'), message: 'It is declared here.' }],
            };
        }
    }
    yield* duplicates(
        module.declarations.filter(node => isInvariant(node) || isFinal(node) || isExists(node)),
        'the name of a property',
    );
    for (const [index, { alias, module: second }] of imports.entries()) {
        for (const { module: first, alias: firstAlias } of imports.slice(0, index)) {
            for (const name of exportsOf(second).keys()) {
                const both = [first, second].map(each =>
                    exportsOf(each)
                        .get(name)
                        ?.find(node => !isEnum(node.$container) && !isAddition(node)),
                );
                if (both[0] === undefined || both[1] === undefined) continue;
                const node = module.imports[index] ?? module;
                yield {
                    place: placeOf(node),
                    message: `\`${name}\` is declared in \`${firstAlias}\` and in \`${alias}\`.`,
                    related: both.map(each => ({
                        place: placeOfProperty(each!, 'name'),
                        message: 'It is declared here.',
                    })),
                };
            }
        }
    }
}

/** A `struct` that adds fields to another module's. */
const isAddition = (node: AstNode): boolean => isStruct(node) && baseOf(node) !== undefined;

function labels(code: Code): Iterable<Finding> {
    return code.body === undefined ? [] : duplicates(AstUtils.streamAllContents(code.body).filter(isLabel), 'a label');
}

function* duplicates(nodes: Iterable<AstNode>, what: string): Iterable<Finding> {
    const first = new Map<string, AstNode>();
    for (const node of nodes) {
        const name = nameOf(node);
        const known = first.get(name);
        if (name === '' || known === undefined) {
            first.set(name, node);
            continue;
        }
        yield {
            place: placeOfProperty(node, 'name'),
            message: `\`${name}\` is already ${what}.`,
            related: [{ place: placeOfProperty(known, 'name'), message: 'The first one is here.' }],
        };
    }
}
