// The values of what the pointer rests on, over all reachable states: before and after the step there, or anywhere for a declaration; with the
// steps that wrote them, and the locks that are held.
import type { SyntaxNode } from '@faultline/language';
import { isFilesystem, isStruct, isVar } from '@faultline/language';
import type { CheckFacts, FactObject, FactStep } from '../facts/facts.ts';
import { held } from '../facts/facts.ts';
import { counted } from '../words.ts';
import type { HoverSection, Subject, TableRow } from './hover.ts';
import type { Seen } from './seen.ts';
import { factsShown, stepsAt } from './seen.ts';

const MOST_ROWS = 8;
const MOST_OBJECTS = 4;
const MOST_WRITERS = 3;

export function allValues(subject: Subject): readonly HoverSection[] {
    const { snapshot, occurrence, offset } = subject;
    const [target] = occurrence.targets;
    const seen = factsShown(snapshot);
    if (seen !== undefined && target?.$type === 'Thread') return ofThread(seen, target.name);
    const concerns = target === undefined ? undefined : whatConcerns(target);
    if (seen === undefined || target === undefined || concerns === undefined) return [];
    const here =
        occurrence.role === 'declaration' && target.$type !== 'Let' ? [] : stepsAt(seen, snapshot.script.uri, offset);
    const touched = new Set(here.flatMap(({ touches }) => touches));
    const threads = new Set(here.map(({ thread }) => thread));
    const named = [...seen.facts.objects.entries()].filter(
        ([, object]) =>
            concerns(object) && (object.thread === undefined || threads.size === 0 || threads.has(object.thread)),
    );
    // What the step there has to do with, if that is known; else all that have the name.
    const near = named.filter(([id]) => touched.has(id));
    const told = near.length > 0 || target.$type === 'ExternFn' ? near : named;
    if (told.length === 0) return [];
    const steps = here.filter(step => told.some(([, object]) => held(step.before, object).length > 0));
    const { uri } = snapshot.script;
    return [
        ...summary(told, steps),
        ...locksHere(here),
        ...table(seen, 'Over', told, steps, uri, offset),
        ...ofPages(seen, told, here, uri, offset),
    ];
}

/** `Locks that it holds at some time: a, b.` */
function ofThread({ facts, where }: Seen, name: string): readonly HoverSection[] {
    const own = facts.steps.filter(({ thread }) => thread === name || thread.startsWith(`${name}[`));
    const locks = [...new Set(own.flatMap(step => [...step.locks.always, ...step.locks.sometimes]))].toSorted();
    const told =
        locks.length === 0 ? 'It holds no lock' : `Locks that it holds at some time: ${locks.map(code).join(', ')}`;
    return own.length === 0 ? [] : [{ kind: 'text', text: `${told} (${where}).` }];
}

/** `Before this step: free, held by p. After it: held by q.` */
function summary(
    told: readonly (readonly [number, FactObject])[],
    steps: readonly FactStep[],
): readonly HoverSection[] {
    const [only] = told;
    if (told.length !== 1 || only === undefined || steps.length === 0) return [];
    const [, object] = only;
    const [before, after] = sidesOf(object, steps);
    const words = (values: readonly number[]) =>
        values.length > MOST_WRITERS + 1
            ? `one of ${values.length} values`
            : values.map(value => code(object.values[value]!.words)).join(', ');
    const ends = after.length === 0 ? '' : ` After it: ${words(after)}.`;
    return [{ kind: 'text', text: `Before this step: ${words(before)}.${ends}` }];
}

/** `Locks held here: l; sometimes m.` */
function locksHere(here: readonly FactStep[]): readonly HoverSection[] {
    if (here.length === 0) return [];
    const always = here[0]!.locks.always.filter(name => here.every(({ locks }) => locks.always.includes(name)));
    const all = new Set(here.flatMap(({ locks }) => [...locks.always, ...locks.sometimes]));
    const sometimes = [...all].filter(name => !always.includes(name));
    if (all.size === 0) return [];
    const told = [
        ...(always.length === 0 ? [] : [always.map(code).join(', ')]),
        ...(sometimes.length === 0 ? [] : [`sometimes ${sometimes.map(code).join(', ')}`]),
    ];
    return [{ kind: 'text', text: `Locks held here: ${told.join('; ')}.` }];
}

function sidesOf(object: FactObject, steps: readonly FactStep[]): readonly [readonly number[], readonly number[]] {
    const values = (side: 'before' | 'after') =>
        [...new Set(steps.flatMap(step => held(step[side], object)))].sort((a, b) => a - b);
    return [values('before'), values('after')];
}

/** What stands behind a mapping, page by page. */
function ofPages(
    seen: Seen,
    told: readonly (readonly [number, FactObject])[],
    steps: readonly FactStep[],
    uri: string,
    offset: number,
): readonly HoverSection[] {
    const entries = told.flatMap(([, { name, pages }]) => {
        const isOne = pages.every(({ page }) => page === 0);
        return pages.map(({ page, object }): readonly [number, FactObject] => {
            const entry = seen.facts.objects[object]!;
            return [object, { ...entry, name: isOne ? entry.name : `${name} + ${page}: ${entry.name}` }];
        });
    });
    return entries.length === 0 ? [] : table(seen, 'Its page-table entries, over', entries, steps, uri, offset);
}

function table(
    seen: Seen,
    over: string,
    told: readonly (readonly [number, FactObject])[],
    steps: readonly FactStep[],
    uri: string,
    offset: number,
): readonly HoverSection[] {
    const { facts, where, path } = seen;
    const few = told.slice(0, MOST_OBJECTS);
    const hasSides = steps.length > 0;
    // An entry of one page among several is told with its page.
    const hasNames = told.length > 1 || told.some(([id, { name }]) => name !== facts.objects[id]!.name);
    const columns = sharedColumns(few.map(([, object]) => object));
    const onPath = path === undefined ? [] : momentsAt(seen, hasSides, uri, offset);
    const rows = few.flatMap(([id, object]): readonly TableRow[] => {
        const [before, after] = sidesOf(object, steps);
        const all = hasSides ? [...new Set([...before, ...after])].sort((a, b) => a - b) : everywhere(facts, object);
        return all.map(value => ({
            cells: [
                ...(hasNames ? [code(nameOf(object))] : []),
                ...(columns.length > 0 ? object.values[value]!.cells : [object.values[value]!.words]).map(code),
                ...(hasSides ? [before.includes(value) ? '✓' : '', after.includes(value) ? '✓' : ''] : []),
            ],
            isOnPath: onPath.some(values => values[id] === value),
            links:
                object.kind === 'register'
                    ? []
                    : [
                          ...(value === 0 ? [{ text: 'initially', place: undefined }] : []),
                          ...linksTo(facts, object.values[value]!.writers),
                      ],
        }));
    });
    const total = rows.length;
    const shown = total <= MOST_ROWS ? rows : around(rows);
    const notes = [
        ...(total > shown.length ? [`${total - shown.length} more values are not shown.`] : []),
        ...(told.length > few.length ? [`${told.length - few.length} more have this name.`] : []),
        ...(few.some(([, { hasMore }]) => hasMore) ? ['There are more values than were kept.'] : []),
        ...(facts.gap === undefined ? [] : [facts.gap]),
    ];
    const [only] = few;
    const name = columns.length > 0 ? columns : [hasNames ? 'value' : nameOf(only![1])];
    return [
        {
            kind: 'table',
            title:
                facts.gap === undefined
                    ? `${over} all ${counted(facts.states, 'reachable state')} ${where}`
                    : `${over === 'Over' ? 'In' : over} ${counted(facts.states, 'state')} ${where}`,
            columns: [...(hasNames ? [''] : []), ...name, ...(hasSides ? ['before', 'after'] : []), 'written by'],
            rows: shown,
            note: notes.length === 0 ? undefined : notes.join(' '),
        },
    ];
}

/** All values; of a register those that somebody comes to read. */
function everywhere({ steps }: CheckFacts, object: FactObject): readonly number[] {
    if (object.kind !== 'register') return object.values.map((_, value) => value);
    return sidesOf(
        object,
        steps.filter(({ thread }) => thread === object.thread),
    )[0];
}

const nameOf = ({ name, thread }: FactObject): string => (thread === undefined ? name : `${thread}.${name}`);

/** Those on the path, and the first others. */
function around(rows: readonly TableRow[]): readonly TableRow[] {
    const kept = new Set([...rows.filter(({ isOnPath }) => isOnPath), ...rows].slice(0, MOST_ROWS));
    return rows.filter(row => kept.has(row));
}

/** Fields as columns where all have the same. */
function sharedColumns(objects: readonly FactObject[]): readonly string[] {
    const [first, ...others] = objects;
    if (first === undefined || first.columns.length === 0) return [];
    const same = others.every(({ columns }) => columns.join() === first.columns.join());
    return same ? first.columns : [];
}

/** What the objects hold when the shown path comes to the place; of a declaration, where the path ends. */
function momentsAt({ path }: Seen, hasSides: boolean, uri: string, offset: number): readonly Uint8Array[] {
    if (path === undefined) return [];
    if (!hasSides) return path.values.slice(-1);
    return path.lines.flatMap(({ place, step }) => {
        const isHere = place.uri === uri && place.start <= offset && offset <= place.end;
        const values = isHere ? path.values[step - 1] : undefined;
        return values === undefined ? [] : [values];
    });
}

function linksTo({ steps, places }: CheckFacts, writers: readonly number[]): TableRow['links'] {
    const all = writers.map(index => ({ step: steps[index]!, place: places[steps[index]!.place]! }));
    const links = all
        .slice(0, MOST_WRITERS)
        .map(({ step, place }) => ({ text: `${step.thread}: ${step.part ?? step.text}`, place }));
    return all.length > links.length
        ? [...links, { text: `${all.length - links.length} more`, place: undefined }]
        : links;
}

export const code = (text: string): string => `\`${text.replaceAll('`', "'")}\``;

/** Which objects a declaration stands for; nothing for what holds no value. */
function whatConcerns(target: SyntaxNode): ((object: FactObject) => boolean) | undefined {
    switch (target.$type) {
        case 'Var':
        case 'Lock': {
            const { name } = target;
            const isMember =
                isStruct(target.$container) ||
                isFilesystem(target.$container) ||
                (isVar(target) && target.per !== undefined);
            return ({ kind, name: path, columns }) => {
                const segments = segmentsOf(path);
                if (kind === 'register') return false;
                if (kind === 'record') return isMember && columns.some(column => segmentsOf(column)[0] === name);
                return isMember ? segments.at(-1) === name : segments[0] === name && segments.length === 1;
            };
        }
        case 'Let':
        case 'ChooseValue':
        case 'Parameter':
            return ({ kind, name }) => kind === 'register' && name === target.name;
        case 'Vma': {
            const { name } = target;
            return ({ kind, name: path }) => kind === 'record' && segmentsOf(path).at(-1) === name;
        }
        case 'ExternFn':
            return ({ kind }) => kind !== 'register';
        default:
            return undefined;
    }
}

const segmentsOf = (path: string): readonly string[] => path.replace(/\[[^\]]*\]/g, '').split('.');
