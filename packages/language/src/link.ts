// Resolves every name of a module now, so that nobody resolves one later, when the modules it needs are gone.
import { AstUtils } from 'langium';
import type { Module } from './generated/ast.ts';

export function link(module: Module): void {
    for (const node of AstUtils.streamAst(module)) {
        for (const { reference } of AstUtils.streamReferences(node)) {
            if ('ref' in reference) void reference.ref;
        }
    }
}
