// Another name for a declaration, everywhere it is meant.
//
// Invariant: a rename changes no meaning. Where the new name is known already, it is refused with a sentence.
import type { Place, Script, SyntaxNode } from '@faultline/language';
import { nameOf, namesFor, occurrenceAt, occurrencesOf, RESERVED, uriOf } from '@faultline/language';
import { keyOf, referencesTo } from './references.ts';

export type Rename =
    | { readonly kind: 'edits'; readonly places: readonly Place[]; readonly text: string }
    | { readonly kind: 'refused'; readonly why: string };

/** What would be renamed, or why it cannot be. */
export function renameable(
    script: Script,
    offset: number,
):
    | { readonly kind: 'name'; readonly place: Place; readonly name: string }
    | { readonly kind: 'refused'; readonly why: string } {
    const occurrence = occurrenceAt(script.module, offset);
    const [target] = occurrence?.targets ?? [];
    if (occurrence === undefined || target === undefined) return refused('There is no name here.');
    if (uriOf(target).startsWith('builtin:')) return refused(`\`${nameOf(target)}\` belongs to the library.`);
    if (target.$type === 'Module') return refused('A module is named by its file.');
    return { kind: 'name', place: occurrence.place, name: nameOf(target) };
}

export function rename(script: Script, others: readonly Script[], offset: number, name: string): Rename {
    const subject = renameable(script, offset);
    if (subject.kind === 'refused') return subject;
    if (!/^[A-Za-z_]\w*$/.test(name)) return refused(`\`${name}\` is not a name: letters, digits and _ make one.`);
    if (RESERVED.has(name)) return refused(`\`${name}\` is a word of the language.`);
    const { targets } = occurrenceAt(script.module, offset)!;
    const scripts = [script, ...others];
    const clash = scripts.some(one => isKnownIn(one, targets, name));
    if (clash) return refused(`\`${name}\` is declared already.`);
    return { kind: 'edits', text: name, places: referencesTo(targets, scripts).map(({ place }) => place) };
}

/** Whether the new name already means something where the old one is written, or beside its declaration. */
function isKnownIn({ module }: Script, targets: readonly SyntaxNode[], name: string): boolean {
    const keys = new Set(targets.map(keyOf));
    return occurrencesOf(module).some(occurrence => {
        if (!occurrence.targets.some(target => keys.has(keyOf(target)))) return false;
        const { node, role } = occurrence;
        if (role === 'declaration') return siblingsOf(node).some(one => one !== node && nameOf(one) === name);
        const property = REFERENCE_PROPERTY[node.$type];
        return property !== undefined && namesFor(node, property).find(name).length > 0;
    });
}

const REFERENCE_PROPERTY: Readonly<Record<string, string>> = {
    NameReference: 'reference',
    Member: 'member',
    Argument: 'field',
    Break: 'label',
    Continue: 'label',
    Mode: 'compatible',
    Type: 'target',
    Alloc: 'struct',
    Interrupt: 'thread',
};

function siblingsOf(node: SyntaxNode): readonly SyntaxNode[] {
    const list = (node.$container as unknown as Record<string, unknown> | undefined)?.[node.$containerProperty ?? ''];
    return Array.isArray(list) ? (list as SyntaxNode[]) : [];
}

function refused(why: string): { readonly kind: 'refused'; readonly why: string } {
    return { kind: 'refused', why };
}
