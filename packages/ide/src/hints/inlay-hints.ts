// Between the words: the steps of the shown counterexample, and the names of parameters.
import type { SyntaxNode } from '@faultline/language';
import {
    builtinOf,
    isCall,
    isExternFn,
    isFn,
    isNameReference,
    isNumberLiteral,
    lockOperationOf,
    placeOf,
} from '@faultline/language';
import { stepInWords } from '../diagnostics/path.ts';
import { factsShown } from '../hover/seen.ts';
import { shownPath } from '../run/file-run.ts';
import type { Snapshot } from '../snapshot.ts';
import { nodesIn } from '../syntax/node-at.ts';

export interface InlayHint {
    readonly offset: number;
    readonly text: string;
    readonly kind: 'step' | 'parameter';
    /** More, for whoever points at it. */
    readonly tooltip: string;
}

export interface HintOptions {
    readonly start: number;
    readonly end: number;
    readonly kinds: readonly InlayHint['kind'][];
}

/** In a range of the text, first to last. */
export function inlayHints(snapshot: Snapshot, { start, end, kinds }: HintOptions): readonly InlayHint[] {
    const all = [
        ...(kinds.includes('step') ? stepHints(snapshot) : []),
        ...(kinds.includes('parameter') ? parameterHints(snapshot) : []),
    ];
    return all.filter(({ offset }) => offset >= start && offset <= end).toSorted((a, b) => a.offset - b.offset);
}

/** At the end of each statement, the numbers of the steps that it took, and the faults there: ` ⟵ 3 writer1 (tag mismatch), 7 writer2`. */
function stepHints(snapshot: Snapshot): readonly InlayHint[] {
    const { script, run, shownTitle } = snapshot;
    const story = shownPath(run, shownTitle)?.found.story;
    if (story === undefined) return [];
    const faults = factsShown(snapshot)?.path?.faults ?? [];
    const faultsAt = (step: number): string => {
        const met = faults[step - 1] ?? [];
        return met.length === 0 ? '' : ` (${[...new Set(met)].join(', ')})`;
    };
    const here = [...story.lines, ...story.waits.map(wait => ({ ...wait, step: undefined }))].flatMap(line => {
        const place = placeIn(line, script.uri);
        return place === undefined ? [] : [{ line, end: endOfLine(script.text, place.end) }];
    });
    return [...Map.groupBy(here, ({ end }) => end)].map(([offset, entries]) => {
        const steps = entries.flatMap(({ line }) =>
            line.step === undefined ? [] : [`${line.step} ${line.thread}${faultsAt(line.step)}`],
        );
        const stuck = entries.flatMap(({ line }) => (line.step === undefined ? [`✗ ${line.thread}`] : []));
        const tooltip = entries.map(({ line }) =>
            line.step === undefined ? line.sentence : `${line.step}. ${line.thread}: ${stepInWords(line)}`,
        );
        return {
            offset,
            text: [...new Set([...steps, ...stuck])].join(', '),
            kind: 'step' as const,
            tooltip: [...new Set(tooltip)].join('\n'),
        };
    });
}

/** The statement itself, or the call in the document that leads to it. */
function placeIn(
    spot: {
        readonly place: { readonly uri: string; readonly end: number };
        readonly stack: readonly { readonly place: { readonly uri: string; readonly end: number } }[];
    },
    uri: string,
): { readonly end: number } | undefined {
    return spot.place.uri === uri ? spot.place : spot.stack.findLast(({ place }) => place.uri === uri)?.place;
}

function endOfLine(text: string, offset: number): number {
    const end = text.slice(offset).search(/[\r\n]|$/);
    const comment = text.slice(offset, offset + end).indexOf('//');
    const code = comment < 0 ? end : comment;
    return offset + text.slice(offset, offset + code).trimEnd().length;
}

/** For literals, where a reader cannot tell what they stand for. */
function parameterHints({ script }: Snapshot): readonly InlayHint[] {
    return [...nodesIn(script.module)].flatMap((node): readonly InlayHint[] => {
        if (!isCall(node)) return [];
        const names = parameterNames(node);
        return node.arguments.flatMap(({ value, field }, index): readonly InlayHint[] => {
            const name = names[index];
            if (name === undefined || field !== undefined || !isOpaque(value as SyntaxNode | undefined)) return [];
            const offset = placeOf(value!).start;
            return [{ offset, text: `${name}:`, kind: 'parameter', tooltip: '' }];
        });
    });
}

/** Builtins of one or two arguments explain themselves: `WRITE_ONCE(x, 1)`. */
function parameterNames(call: SyntaxNode & { readonly $type: 'Call' }): readonly string[] {
    const fn = isNameReference(call.callee) ? call.callee.reference.ref : undefined;
    if (isFn(fn)) return fn.parameters.length === 1 ? [] : fn.parameters.map(({ name }) => name);
    if (!isExternFn(fn) || lockOperationOf(fn) !== undefined) return [];
    const names = builtinOf(fn)?.parameters.map(({ name }) => name) ?? [];
    return names.length > 2 ? names : [];
}

function isOpaque(value: SyntaxNode | undefined): boolean {
    return (
        value !== undefined &&
        (isNumberLiteral(value) || value.$type === 'BooleanLiteral' || value.$type === 'NullLiteral')
    );
}
