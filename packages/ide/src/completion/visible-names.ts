// The names that a value or a call may begin with; what fits the place comes first.
import type { SyntaxNode, ValueType } from '@faultline/language';
import {
    builtinOf,
    createTyping,
    documentation,
    isExternFn,
    isFn,
    isLock,
    isNameReference,
    isStruct,
    isVar,
    lockOperationOf,
    namesFor,
    uriOf,
} from '@faultline/language';
import { importEdit } from '../fixes/add-import.ts';
import type { Completion, CompletionRequest } from './completion.ts';
import type { CompletionContext } from './context.ts';
import { item, itemOf } from './item.ts';
import { valueKeywords } from './keywords.ts';
import type { Probe } from './probe.ts';
import { probe } from './probe.ts';

export function visibleNames(request: CompletionRequest, context: CompletionContext): readonly Completion[] {
    const found = probe(request, context.word);
    const typing = createTyping(new Map());
    const names = namesAt(found);
    const wanted = wantedLockKind(found.node);
    const parameter = parameterAt(found.node);
    const wantedObject = parameter === undefined ? undefined : objectIn(typing.typeOfDeclaration(parameter));
    const imported = wanted === undefined ? importable(request) : [];
    return [
        ...imported,
        ...(context.kind === 'expression' && wanted === undefined ? valueKeywords : []),
        ...names.flatMap((node): readonly Completion[] => {
            if (node.$type === 'Enum' && uriOf(node).startsWith('builtin:/prelude')) return [];
            if (context.kind === 'statement' && isValueOnly(node)) return [];
            const lockKind = kindOfLock(typing.typeOfDeclaration(node));
            if (wanted !== undefined) {
                // Where a lock is wanted only a lock of the kind, or what has one, makes sense.
                if (lockKind === wanted) return [itemOf(node, { rank: 0 })];
                return hasLock(typing.typeOfDeclaration(node), wanted) ? [itemOf(node, { rank: 10 })] : [];
            }
            const fits = wantedObject !== undefined && objectIn(typing.typeOfDeclaration(node)) === wantedObject;
            const rank = fits ? 0 : rankOf(node, request);
            return [itemOf(node, { rank, ...snippetFor(node, names, typing) })];
        }),
    ];
}

/** What modules of the library declare and the script does not import yet; choosing one imports it. */
function importable({ script, library }: CompletionRequest): readonly Completion[] {
    const imported = new Set(script.module.imports.map(({ module }) => module));
    return [...library].flatMap(([name, modules]) =>
        modules
            .filter(module => !imported.has(module))
            .map(module =>
                item(name, 'function', {
                    detail: `import ${module}`,
                    snippet: `${name}($1)`,
                    edits: [importEdit(script, module)],
                    rank: 90,
                }),
            ),
    );
}

function namesAt({ node, around }: Probe): readonly SyntaxNode[] {
    if (node !== undefined && isNameReference(node)) return [...namesFor(node, 'reference').all()] as SyntaxNode[];
    // A reference that stands where the broken syntax is.
    const stand = { $type: 'NameReference', $container: around, $containerIndex: Number.MAX_SAFE_INTEGER };
    return [...namesFor(stand as unknown as SyntaxNode, 'reference').all()] as SyntaxNode[];
}

/** The kind of lock that the call around a name wants as its first argument. */
function wantedLockKind(node: SyntaxNode | undefined): string | undefined {
    const argument = node?.$container as SyntaxNode | undefined;
    const call = argument?.$container as SyntaxNode | undefined;
    if (argument?.$type !== 'Argument' || call?.$type !== 'Call' || argument.$containerIndex !== 0) return undefined;
    const fn = isNameReference(call.callee) ? call.callee.reference.ref : undefined;
    return lockOperationOf(fn)?.kind.name;
}

/** What the call around a name would have in its place. */
function parameterAt(node: SyntaxNode | undefined): SyntaxNode | undefined {
    const argument = node?.$container as SyntaxNode | undefined;
    const call = argument?.$container as SyntaxNode | undefined;
    if (argument?.$type !== 'Argument' || call?.$type !== 'Call' || !isNameReference(call.callee)) return undefined;
    const fn = call.callee.reference.ref;
    return isFn(fn) ? fn.parameters[argument.$containerIndex ?? 0] : undefined;
}

/** The struct of an object or a reference to one. */
function objectIn(type: ValueType): SyntaxNode | undefined {
    if (type.kind === 'array') return objectIn(type.of);
    return type.kind === 'struct' || type.kind === 'ref' ? type.declaration : undefined;
}

function kindOfLock(type: ValueType): string | undefined {
    if (type.kind === 'array') return kindOfLock(type.of);
    return type.kind === 'lock' ? type.declaration.name : undefined;
}

function hasLock(type: ValueType, kind: string): boolean {
    if (type.kind === 'array') return hasLock(type.of, kind);
    if (type.kind !== 'struct' && type.kind !== 'ref') return false;
    return (
        isStruct(type.declaration) &&
        type.declaration.members.some(one => isLock(one) && one.lockKind?.$refText === kind)
    );
}

/** A statement cannot begin with these. */
function isValueOnly(node: SyntaxNode): boolean {
    return node.$type === 'EnumMember' || node.$type === 'Const' || node.$type === 'Param' || node.$type === 'Thread';
}

function rankOf(node: SyntaxNode, { script }: CompletionRequest): number {
    if (uriOf(node) === script.uri) {
        return node.$type === 'Let' || node.$type === 'Parameter' || node.$type === 'ChooseValue'
            ? 5
            : isVar(node) || isLock(node)
              ? 10
              : 20;
    }
    // Imported from another script: its author's own, too.
    if (!uriOf(node).startsWith('builtin:')) return isVar(node) || isLock(node) ? 15 : 22;
    if (isFn(node)) return 30;
    const lock = lockOperationOf(node);
    if (lock !== undefined) return usesKind(script.module, lock.kind.name) ? 25 : 80;
    if (builtinOf(node)?.semantics.kind === 'load' || builtinOf(node)?.semantics.kind === 'store') return 35;
    return isExternFn(node) ? 45 : 70;
}

/** The only lock of its kind is surely the one. */
function snippetFor(
    node: SyntaxNode,
    names: readonly SyntaxNode[],
    typing: ReturnType<typeof createTyping>,
): Partial<Completion> {
    const lock = lockOperationOf(node);
    if (lock === undefined) return {};
    const fitting = names.filter(one => kindOfLock(typing.typeOfDeclaration(one)) === lock.kind.name);
    const [only] = fitting;
    const name =
        fitting.length === 1 && only !== undefined && isLock(only) && only.length === undefined
            ? `\${1:${only.name}}`
            : '$1';
    const more = lock.operation.parameters.map((parameter, index) => `, \${${index + 2}:${parameter.name}}`).join('');
    return { snippet: `${lock.operation.name}(${name}${more})`, documentation: documentation(node) };
}

function usesKind(module: { readonly declarations: readonly SyntaxNode[] }, kind: string): boolean {
    return module.declarations.some(node =>
        isLock(node)
            ? node.lockKind?.$refText === kind
            : isStruct(node) && node.members.some(one => isLock(one) && one.lockKind?.$refText === kind),
    );
}
