// Locks in words. The compiler spreads a lock over several cells (who writes, who reads, who is queued); people speak of
// one thing: `x.glock: free → held by writer1 (write)`.
//
// It goes by the shape of the cells that `lower/locks.ts` in compiler makes: the cell with the lock's own name says `free`
// or who holds it (or, for a mode lock, each holder's mode), and its companions are called `readers` and `queue`.
import type { Program, TraceState } from '@faultline/checker';
import { elementName } from './value.ts';

export interface Lock {
    readonly name: string;
    /** The elements that it is told from. */
    readonly parts: readonly { readonly cell: number; readonly index: number }[];
    /** What else {@link Lock.isLent} looks at. */
    readonly companions: readonly { readonly cell: number; readonly index: number }[];
    /** `free`, `held by writer1 (write)`. */
    readonly holders: (state: Memory) => string;
    /** The mode in which an actor holds it: `write`, `read`, a mode lock's; empty where there is only one. Absent: it does not. */
    readonly heldAs: (state: Memory, actor: string) => string | undefined;
    /** Whether an actor lets others take away all that it holds of it. */
    readonly isLent: (state: Memory, actor: string) => boolean;
    /** `empty`, `writer2 (write)`. */
    readonly queue: (state: Memory) => string;
}

/** As much of a state as locks are told from. */
type Memory = Pick<TraceState, 'cells'>;

export interface Locks {
    readonly all: readonly Lock[];
    /** Whether an element of a cell is told as part of a lock. */
    readonly isPart: (cell: number, index: number) => boolean;
}

/** An element of a cell; `who` is the actor that stands in its name. */
interface Part {
    readonly cell: number;
    readonly index: number;
    readonly who: string;
}

const FREE = 'free';
const NO_MODE = 'nothing';

export function locksOf(program: Program): Locks {
    const all: Lock[] = [];
    const parts = new Set<string>();
    for (const [name, own] of mainParts(program)) {
        const readers = companions(program, `${name}.readers`);
        const queue = companions(program, `${name}.queue`);
        const lent = companions(program, `${name}.demote`);
        for (const part of [...own, ...readers, ...queue]) parts.add(keyOf(part.cell, part.index));
        all.push({
            name,
            parts: [...own, ...readers, ...queue],
            companions: lent,
            holders: state => holdersInWords(program, own, readers, state),
            heldAs: (state, actor) => {
                const words = (part: Part) => wordsOf(program, part, state);
                const write = readers.length > 0 ? 'write' : '';
                if (own.some(part => part.who === '' && words(part).includes(actor))) return write;
                if (readers.some(part => part.who === actor && words(part).length > 0)) return 'read';
                return own.filter(({ who }) => who === actor).flatMap(words)[0];
            },
            isLent: (state, actor) => {
                const gives = lent.filter(({ who }) => who === actor);
                const entries = own.filter(({ who }) => who === actor);
                return (
                    gives.length > 0 &&
                    entries.every((entry, place) => numberIn(entry, state) === 0 || numberIn(gives[place]!, state) > 0)
                );
            },
            queue: state => queue.flatMap(part => wordsOf(program, part, state)).join(', ') || 'empty',
        });
    }
    return { all, isPart: (cell, index) => parts.has(keyOf(cell, index)) };
}

/** The name of the lock that an element's name belongs to: a mode lock has an element for each holder. */
export function lockName(element: string): string {
    return element.replace(/\[\w+(?:\[\d+\])?, \d+\]$/, '');
}

/** By the lock's name, the elements that say who holds it. */
function mainParts(program: Program): ReadonlyMap<string, readonly Part[]> {
    const locks = new Map<string, Part[]>();
    program.cells.forEach((cell, id) => {
        const isOwned = cell.valueNames?.[0] === FREE && cell.valueNames[1] !== 'allocated';
        const isModal = cell.valueNames?.[0] === NO_MODE;
        if (cell.class !== 'machine' || cell.hidden === true || (!isOwned && !isModal)) return;
        for (let index = 0; index < cell.length; index++) {
            const element = elementName(cell, index);
            const name = isModal ? lockName(element) : element;
            const who = isModal ? whoIn(element) : '';
            locks.set(name, [...(locks.get(name) ?? []), { cell: id, index, who }]);
        }
    });
    return locks;
}

function companions(program: Program, path: string): readonly Part[] {
    return program.cells.flatMap((cell, id) =>
        cell.class !== 'machine'
            ? []
            : Array.from({ length: cell.length }, (_, index) => ({ index, element: elementName(cell, index) }))
                  .filter(({ element }) => element.startsWith(`${path}[`) || element === path)
                  .map(({ index, element }) => ({
                      cell: id,
                      index,
                      // a script with one actor has no list of them
                      who: element === path ? (program.actors[0]?.name ?? '') : whoIn(element.slice(path.length)),
                  })),
    );
}

function holdersInWords(program: Program, own: readonly Part[], readers: readonly Part[], state: Memory): string {
    const mode = readers.length > 0 ? ' (write)' : '';
    const holders = own.flatMap(part =>
        wordsOf(program, part, state).map(word => (part.who === '' ? `${word}${mode}` : `${part.who} (${word})`)),
    );
    const reading = readers.flatMap(part =>
        wordsOf(program, part, state).map(count => (count === '1' ? part.who : `${part.who} ×${count}`)),
    );
    const held = [...holders, ...(reading.length === 0 ? [] : [`${reading.join(', ')} (read)`])];
    return held.length === 0 ? FREE : `held by ${held.join(', ')}`;
}

/** The word for what a part holds; nothing for zero. */
function wordsOf(program: Program, { cell, index }: Part, state: Memory): readonly string[] {
    const value = numberIn({ cell, index }, state);
    return value === 0 ? [] : [program.cells[cell]!.valueNames?.[value] ?? String(value)];
}

const numberIn = ({ cell, index }: Pick<Part, 'cell' | 'index'>, { cells }: Memory): number =>
    cells[cell]?.[index] ?? 0;

/** `[writer1]`, `[writer1, 0]`, `[t[2], 0]` */
function whoIn(element: string): string {
    return /\[(\w+(?:\[\d+\])?)(?:, \d+)?\]$/.exec(element)?.[1] ?? '';
}

function keyOf(cell: number, index: number): string {
    return `${cell} ${index}`;
}
