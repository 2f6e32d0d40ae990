// What may be written at a place: found by reading the text with a made-up name there, so that the language itself says
// which names it would know.
import type { Place, Script } from '@faultline/language';
import type { LibraryNames } from '../fixes/quick-fix.ts';
import { checkClause } from './check-clause.ts';
import { contextAt } from './context.ts';
import { declarationKeywords, mappingKeywords, memberKeywords, statementKeywords } from './keywords.ts';
import { knobNames, knobWords, lockKindNames, moduleNames, typeNames } from './listed-names.ts';
import { filePropertyNames, filesystemNames, flagNames, hookNames, mappable, uffdModeNames } from './machine-names.ts';
import { memberNames } from './member-names.ts';
import { visibleNames } from './visible-names.ts';

export interface Completion {
    readonly label: string;
    readonly kind: CompletionKind;
    /** Behind the label. */
    readonly detail: string;
    /** Markdown. */
    readonly documentation: string | undefined;
    /** Instead of the label; `$1`, `${1:name}` and `$0` are stops of the cursor. */
    readonly snippet: string | undefined;
    /** The lower the earlier. */
    readonly rank: number;
    /** Elsewhere in the document: an import. */
    readonly edits: readonly { readonly place: Place; readonly text: string }[];
    /** What it replaces, if that is not the word at the place. */
    readonly replaces: { readonly start: number; readonly end: number } | undefined;
}

export type CompletionKind =
    | 'constant'
    | 'enum-member'
    | 'field'
    | 'function'
    | 'keyword'
    | 'label'
    | 'lock'
    | 'module'
    | 'operator'
    | 'property'
    | 'snippet'
    | 'struct'
    | 'thread'
    | 'variable';

export interface CompletionRequest {
    readonly script: Script;
    readonly offset: number;
    /** The same document with another text. */
    readonly reload: (text: string) => Script;
    readonly library: LibraryNames;
    /** The names of the modules of the library. */
    readonly modules: readonly string[];
}

export interface CompletionList {
    /** The word at the place, up to the cursor and beyond. */
    readonly replaces: { readonly start: number; readonly end: number };
    readonly items: readonly Completion[];
}

export function completions(request: CompletionRequest): CompletionList {
    const context = contextAt(request.script.text, request.offset);
    return { replaces: context.word, items: distinct(itemsFor(request, context)) };
}

function itemsFor(request: CompletionRequest, context: ReturnType<typeof contextAt>): readonly Completion[] {
    switch (context.kind) {
        case 'nothing':
            return [];
        case 'declaration':
            return declarationKeywords;
        case 'members':
            return memberKeywords;
        case 'import':
            return moduleNames(request);
        case 'knob':
            return knobNames('plain');
        case 'knob-value':
            return knobWords(context.knob);
        case 'check':
            return checkClause(request, context);
        case 'lock-kind':
            return lockKindNames();
        case 'type':
            return typeNames(request, context.word);
        case 'member':
            return memberNames(request, context);
        case 'mapping':
            return mappingKeywords;
        case 'mapped':
            return mappable(request);
        case 'mapping-flag':
            return flagNames(request);
        case 'uffd-mode':
            return uffdModeNames();
        case 'file-property':
            return filePropertyNames();
        case 'filesystem':
            return filesystemNames(request);
        case 'filesystem-member':
            return [...memberKeywords, ...hookNames(request)];
        case 'statement':
            return [...visibleNames(request, context), ...statementKeywords];
        case 'expression':
            return visibleNames(request, context);
    }
}

function distinct(items: readonly Completion[]): readonly Completion[] {
    const seen = new Set<string>();
    return items
        .filter(({ label, kind }) => !seen.has(`${label} ${kind}`) && seen.add(`${label} ${kind}`))
        .toSorted((a, b) => a.rank - b.rank || (a.label < b.label ? -1 : 1));
}
