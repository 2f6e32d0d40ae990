// # unknown-hook
//
// What it does: reports a function of a filesystem that is no hook, or that takes another number of parameters, and a
// hook whose first parameter is not the inode.
//
// Why: the library calls a filesystem by its hooks (`hook fault(inode: ref inode, …)`); nobody would call another one. In
// the filesystem the inode is there by the name that the hook gives it.
//
// Example:
//
//     filesystem fs { fualt(vmf) { return VM_FAULT_SIGBUS } }
//
// Use instead: `fault(vmf) { … }`, or a function outside of the filesystem.
import type { Fn } from '../generated/ast.ts';
import { isFilesystem } from '../generated/ast.ts';
import { hookOf, hooksSeenFrom } from '../machine.ts';
import { nearest } from '../names.ts';
import { placeOfProperty } from '../place.ts';
import type { Context, Finding, Rule } from '../rule.ts';
import { replace } from '../rule.ts';

export const unknownHook: Rule = {
    code: 'unknown-hook',
    severity: 'error',
    visit: { Fn: judge },
};

function* judge(fn: Fn, { typing }: Context): Iterable<Finding> {
    const place = placeOfProperty(fn, 'name');
    if (fn.hook) {
        const type = typing.typeOfDeclaration(fn.parameters[0]);
        const isInode = (type.kind === 'ref' || type.kind === 'struct') && type.declaration.name === 'inode';
        if (!isInode && type.kind !== 'error') {
            yield {
                place,
                message: `The first parameter of a hook is the inode: \`hook ${fn.name}(inode: ref inode)\`.`,
            };
        }
        return;
    }
    if (!isFilesystem(fn.$container) || fn.name === undefined) return;
    const hook = hookOf(fn);
    if (hook === undefined) {
        const near = nearest(
            fn.name,
            hooksSeenFrom(fn.$container).map(({ name }) => name),
        );
        const fix = near === undefined ? {} : { fix: replace(`Write \`${near}\``, place, near) };
        const guess = near === undefined ? '' : `; did you mean \`${near}\`?`;
        yield { place, message: `There is no hook \`${fn.name}\`${guess || '.'}`, ...fix };
        return;
    }
    const names = hook.parameters.slice(1).map(({ name }) => name);
    if (fn.parameters.length !== names.length) {
        const message = `The hook \`${fn.name}\` takes (${names.join(', ')}) besides the inode.`;
        yield { place, message, related: [{ place: placeOfProperty(hook, 'name'), message: 'The hook.' }] };
    }
}
