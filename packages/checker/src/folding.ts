// A long packed state as a short one, exactly, both ways.
//
// Few of the many words of a wide state differ between a state and the next. The words are cut into sections, and what each section
// holds is written down once, with a number; a state is then the numbers of its sections, and these are cut into
// sections again, until few words are left. A transition changes few sections, so only these are looked up, and most of
// them were there before (after A. Laarman, J. van de Pol, M. Weber, *Parallel Recursive State Compression for Free*, SPIN 2011).
import type { Reserve } from './growing.ts';
import type { Account, Rows } from './rows.ts';
import { createRows } from './rows.ts';
import type { Watch } from './watch.ts';

export interface Folding {
    /** The length of a folded state, in words. */
    readonly words: number;
    /**
     * Folds the state that begins at `offset` to `at`. It is quick where the state is much like the one unfolded before, and where
     * it is known in which words they may differ.
     */
    readonly fold: (
        states: Int32Array,
        offset: number,
        into: Int32Array,
        at: number,
        changes: Int32Array | undefined,
    ) => void;
    /** What the folded state stands for: there until the next call, and quick where that is much like this. */
    readonly unfold: (folded: Int32Array) => Int32Array;
    /** Nothing more will be folded. */
    readonly seal: () => void;
}

/** A state of so few words stays as it is: that is faster. */
const FEW = 12;
/** How many words a section has at most, and how many are left when there is no more folding. */
const SECTION = 8;
const TOP = 4;
const FIRST_CAPACITY = 16;

interface Level {
    /** How many words a section has; the last one may have fewer. */
    readonly size: number;
    /** For each word, its section. */
    readonly sectionOf: Int32Array;
    readonly sets: readonly Rows[];
    /** What was unfolded last, and the numbers of its sections. */
    readonly unfolded: Int32Array;
    readonly shown: Int32Array;
    /** The same numbers; while a state is folded, of its sections. */
    readonly numbers: Int32Array;
    /** The sections that differ, while a state is folded. */
    readonly differing: Int32Array;
}

/** Of states of that many words; what it takes is added to the account. `undefined`: they stay as they are. */
export function createFolding(words: number, reserve: Reserve, account: Account, watch: Watch): Folding | undefined {
    if (words <= FEW) return undefined;
    const levels: Level[] = [];
    let length = words;
    while (length > TOP) {
        const size = Math.ceil(length / Math.ceil(length / SECTION));
        const sections = Math.ceil(length / size);
        const lengths = Array.from({ length: sections }, (_, section) => Math.min(size, length - section * size));
        levels.push({
            size,
            sectionOf: Int32Array.from({ length }, (_, word) => Math.floor(word / size)),
            sets: lengths.map(of => createRows(of, FIRST_CAPACITY, reserve, account, watch)),
            unfolded: new Int32Array(length),
            shown: new Int32Array(sections),
            numbers: new Int32Array(sections),
            differing: new Int32Array(sections),
        });
        length = sections;
    }
    // as if all zero had been unfolded: its sections have the numbers 0, on all levels
    for (const { sets, size, unfolded } of levels) {
        for (const [section, set] of sets.entries()) set.intern(unfolded, section * size);
    }
    const [lowest] = levels;
    const top = levels.at(-1)!;
    const all = Int32Array.from({ length: words }, (_, word) => word);
    return {
        words: length,
        fold: (states, offset, into, at, changes) => {
            let count = foldWords(lowest!, states, offset, changes ?? all);
            for (let level = 1; level < levels.length; level++)
                count = foldNumbers(levels[level - 1]!, count, levels[level]!);
            for (let word = 0; word < length; word++) into[at + word] = top.numbers[word]!;
            for (let i = 0; i < count; i++) top.numbers[top.differing[i]!] = top.shown[top.differing[i]!]!;
        },
        unfold: folded => {
            let numbers = folded;
            for (let level = levels.length - 1; level >= 0; level--) {
                unfoldLevel(levels[level]!, numbers);
                numbers = levels[level]!.unfolded;
            }
            return numbers;
        },
        seal: () => {
            for (const { sets } of levels) for (const set of sets) set.seal();
        },
    };
}

/** Looks up the sections that differ from what was unfolded. Answers how many. */
function foldWords(
    { size, sectionOf, sets, unfolded, numbers, differing }: Level,
    states: Int32Array,
    offset: number,
    changes: Int32Array,
): number {
    let count = 0;
    let last = -1;
    for (let i = 0; i < changes.length; i++) {
        const word = changes[i]!;
        if (states[offset + word] === unfolded[word]) continue;
        const section = sectionOf[word]!;
        if (section === last) continue;
        last = section;
        numbers[section] = sets[section]!.intern(states, offset + section * size);
        differing[count++] = section;
    }
    return count;
}

/** The same for what is made of the numbers of the level below, which are put back. */
function foldNumbers(below: Level, many: number, { size, sectionOf, sets, numbers, differing }: Level): number {
    let count = 0;
    let last = -1;
    for (let i = 0; i < many; i++) {
        const section = sectionOf[below.differing[i]!]!;
        if (section === last) continue;
        last = section;
        numbers[section] = sets[section]!.intern(below.numbers, section * size);
        differing[count++] = section;
    }
    for (let i = 0; i < many; i++) below.numbers[below.differing[i]!] = below.shown[below.differing[i]!]!;
    return count;
}

function unfoldLevel({ size, sets, unfolded, shown, numbers }: Level, wanted: Int32Array): void {
    for (let section = 0; section < sets.length; section++) {
        const number = wanted[section]!;
        if (number === shown[section]) continue;
        sets[section]!.load(number, unfolded, section * size);
        shown[section] = number;
        numbers[section] = number;
    }
}
