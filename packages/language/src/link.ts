// Resolves every name of a module now, so that nobody resolves one later, when the modules it needs are gone.
import type { Module } from './generated/ast.ts';
import { referencesIn } from './walk.ts';

export function link(module: Module): void {
    for (const { reference } of referencesIn(module)) void reference.ref;
}
