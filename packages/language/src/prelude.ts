// What every script knows without importing anything: a module of `extern` declarations, written from the registries of
// builtins, lock kinds and knobs. Names and documentation come from there; what they mean to typing does, too.
import type { AstNode } from 'langium';
import type { Builtin } from './builtin.ts';
import { builtins } from './builtins/index.ts';
import { signalCodes, signals } from './builtins/signal.ts';
import type { Lock } from './generated/ast.ts';
import { isExternFn, isStruct, isVar } from './generated/ast.ts';
import { knobs } from './knobs.ts';
import { lockKinds } from './locks/index.ts';
import type { LockKind, LockOperation } from './locks/lock-kind.ts';

export const PRELUDE_URI = 'builtin:/prelude.race';

/** The struct of the prelude that holds the members of every lock, list or thread. */
export type MemberStruct = 'Lock' | 'List' | 'thread';

/** Error numbers of include/uapi/asm-generic/errno*.h that races return. */
const ERRNO: Readonly<Record<string, number>> = {
    EPERM: 1,
    ENOENT: 2,
    EINTR: 4,
    EIO: 5,
    ENXIO: 6,
    E2BIG: 7,
    EBADF: 9,
    ECHILD: 10,
    EAGAIN: 11,
    ENOMEM: 12,
    EACCES: 13,
    EFAULT: 14,
    EBUSY: 16,
    EEXIST: 17,
    ENODEV: 19,
    EINVAL: 22,
    EFBIG: 27,
    ENOSPC: 28,
    EDEADLK: 35,
    ENOSYS: 38,
    EOVERFLOW: 75,
    EOPNOTSUPP: 95,
    ETIMEDOUT: 110,
    ESTALE: 116,
    EHWPOISON: 133,
};

/** `EFAULT` for 14; absent for a number that is no error. */
export function errorNamed(value: number): string | undefined {
    return Object.entries(ERRNO).find(([, number]) => number === value)?.[0];
}

const builtinsByName = new Map(builtins.map(builtin => [builtin.name, builtin]));
const kindsByName = new Map(lockKinds.map(kind => [kind.name, kind]));
const operationsByName = new Map(
    lockKinds.flatMap(kind => kind.operations.map(operation => [operation.name, { kind, operation }] as const)),
);

/** What a function of the language (or a member of a lock or list) is; absent for what the user wrote. */
export function builtinOf(declaration: AstNode | undefined): Builtin | undefined {
    if (isExternFn(declaration) || (isVar(declaration) && isExternMember(declaration))) {
        return builtinsByName.get(declaration.name);
    }
    return undefined;
}

export function lockOperationOf(
    declaration: AstNode | undefined,
): { readonly kind: LockKind; readonly operation: LockOperation } | undefined {
    return isExternFn(declaration) ? operationsByName.get(declaration.name) : undefined;
}

export function lockKindNamed(name: string | undefined): LockKind | undefined {
    return name === undefined ? undefined : kindsByName.get(name);
}

export function lockKindOf(lock: Lock): LockKind | undefined {
    return lockKindNamed(lock.lockKind?.$refText);
}

/** The enum of the prelude that holds the words of a knob or the policies of a lock kind; its members are known there only. */
export function knobEnum(name: string): string {
    return `knob_${name}`;
}

export function policyEnum(kind: string): string {
    return `policy_${kind}`;
}

/** The text of the prelude. */
export function preludeText(): string {
    return [
        '/// What every script knows. The language itself provides it; there is nothing to import.',
        ...Object.entries(ERRNO).map(([name, value]) => `const ${name} = ${value}`),
        ...[...signals, ...signalCodes].map(({ name, number }) => `const ${name} = ${number}`),
        ...knobs.flatMap(({ name, documentation, values }) =>
            values.kind === 'words'
                ? [doc(documentation), `enum ${knobEnum(name)} { ${values.words.join(', ')} }`]
                : [],
        ),
        ...lockKinds.flatMap(kind => [
            doc(kind.documentation),
            `extern lock ${kind.name}`,
            ...(kind.policies === undefined ? [] : [`enum ${policyEnum(kind.name)} { ${kind.policies.join(', ')} }`]),
            ...kind.operations.flatMap(operation => [doc(operation.documentation), lockFunction(kind, operation)]),
        ]),
        ...builtins.filter(builtin => memberStructOf(builtin) === undefined).flatMap(externFunction),
        '/// A thread: `current`, the name of one, or a variable that holds one.',
        'extern struct thread {',
        '/// Its place among the copies of `thread t[n]`; 0 for the others.',
        'var index: int',
        '/// What the thread returned; 0 until it ends.',
        'var result: int',
        '}',
        '/// What a property may ask of any lock.',
        'extern struct Lock {',
        ...builtins.filter(builtin => memberStructOf(builtin) === 'Lock').flatMap(externFunction),
        '}',
        '/// What any bounded list can do.',
        'extern struct List {',
        ...builtins.filter(builtin => memberStructOf(builtin) === 'List').flatMap(externFunction),
        '}',
        '',
    ].join('\n');
}

/** Builtins whose first parameter stands before the dot: `queue.push(x)`, `l.held`. */
function memberStructOf({ semantics }: Builtin): 'Lock' | 'List' | undefined {
    if (semantics.kind === 'list') return 'List';
    return semantics.kind === 'property' && semantics.operation !== 'ended' ? 'Lock' : undefined;
}

/** The parameters that are written between the parentheses. */
export function writtenParameters(builtin: Builtin): Builtin['parameters'] {
    const [first] = builtin.parameters;
    return memberStructOf(builtin) !== undefined && (first?.type === 'list' || first?.type === 'lock')
        ? builtin.parameters.slice(1)
        : builtin.parameters;
}

function externFunction(builtin: Builtin): readonly string[] {
    const parameters = writtenParameters(builtin);
    if (memberStructOf(builtin) === 'Lock' && parameters.length === 0) {
        return [doc(builtin.documentation), `var ${builtin.name}: bool`];
    }
    const list = parameters.map(({ name, type }) =>
        parameter(name, type === 'int' || type === 'bool' ? type : undefined),
    );
    return [doc(builtin.documentation), `extern fn ${builtin.name}(${list.join(', ')})${resultType(builtin.result)}`];
}

function lockFunction(kind: LockKind, operation: LockOperation): string {
    const list = operation.parameters.map(({ name, type }) =>
        parameter(name, type === 'int' || type === 'bool' ? type : undefined),
    );
    return `extern fn ${operation.name}(${[`lock: ${kind.name}`, ...list].join(', ')})${resultType(operation.result)}`;
}

function parameter(name: string, type: string | undefined): string {
    return type === undefined ? name : `${name}: ${type}`;
}

function resultType(result: Builtin['result']): string {
    switch (result) {
        case 'bool':
        case 'int':
        case 'thread':
            return `: ${result}`;
        case 'unsigned':
            return ': ulong';
        case 'void':
        case 'cell':
        case 'element':
        case 'same':
            return '';
    }
}

function doc(markdown: string): string {
    return markdown
        .trim()
        .split('\n')
        .map(line => `/// ${line}`.trimEnd())
        .join('\n');
}

function isExternMember(declaration: AstNode): boolean {
    return isStruct(declaration.$container) && declaration.$container.extern;
}
