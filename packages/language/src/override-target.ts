// What stands left of the `=` in `with gup.revalidate = false, machine.rwsem = fair, l.policy = reader_pref`.
import { environmentOf, moduleOf } from './environment.ts';
import type { Lock, Module, Override, Param } from './generated/ast.ts';
import { isLock, isParam } from './generated/ast.ts';
import type { Knob } from './knobs.ts';
import { knobs } from './knobs.ts';
import type { LockKind } from './locks/lock-kind.ts';
import { lockKindOf } from './prelude.ts';

export type OverrideTarget =
    | { readonly kind: 'param'; readonly param: Param }
    | { readonly kind: 'knob'; readonly knob: Knob }
    | { readonly kind: 'policy'; readonly lock: Lock; readonly lockKind: LockKind }
    /** `index`: the segment that names nothing; `among`: what it could have named. */
    | { readonly kind: 'unknown'; readonly index: number; readonly among: readonly string[] };

export function targetOfOverride(override: Override): OverrideTarget {
    return resolveTarget(moduleOf(override), override.target?.segments ?? []);
}

export function resolveTarget(module: Module | undefined, segments: readonly string[]): OverrideTarget {
    if (module === undefined) return unknown(0, []);
    const [first, second] = segments;
    if (segments.length === 1) {
        const param = paramNamed(module, first!);
        return param === undefined ? unknown(0, namesIn(module)) : { kind: 'param', param };
    }
    if (segments.length !== 2) return unknown(0, []);
    if (first === 'machine') {
        const knob = knobs.find(each => each.name === second);
        return knob === undefined
            ? unknown(
                  1,
                  knobs.map(each => each.name),
              )
            : { kind: 'knob', knob };
    }
    const imported = environmentOf(module).imports.find(each => each.alias === first);
    if (imported !== undefined) {
        const param = paramNamed(imported.module, second!);
        return param === undefined ? unknown(1, namesIn(imported.module)) : { kind: 'param', param };
    }
    const lock = module.declarations.find((each): each is Lock => isLock(each) && each.name === first);
    if (lock !== undefined) {
        const lockKind = lockKindOf(lock);
        if (second !== 'policy' || lockKind?.policies === undefined)
            return unknown(1, lockKind?.policies ? ['policy'] : []);
        return { kind: 'policy', lock, lockKind };
    }
    const modules = environmentOf(module).imports.map(each => each.alias);
    return unknown(0, ['machine', ...modules, ...module.declarations.filter(isLock).map(each => each.name)]);
}

function paramNamed(module: Module, name: string): Param | undefined {
    return module.declarations.find((each): each is Param => isParam(each) && each.name === name);
}

function namesIn(module: Module): readonly string[] {
    return module.declarations.filter(isParam).map(param => param.name);
}

function unknown(index: number, among: readonly string[]): OverrideTarget {
    return { kind: 'unknown', index, among };
}
