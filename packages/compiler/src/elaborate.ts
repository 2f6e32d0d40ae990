// What `mm`, `vma` and `file` declarations put there in the beginning: objects of the machine's structs, and what their
// fields hold. The structs and fields themselves are declared in the library (machine/memory.race) and found by name.
import type { File, Mm, Module, Script, Struct, SyntaxNode, Typing, Vma } from '@faultline/language';
import { cachedPages, filePages, filesIn, mmsIn, placesOf } from '@faultline/language';
import type { Cast } from './actors.ts';
import { MOST_MAPPINGS, TooLarge } from './too-large.ts';

/** A value in the beginning, before objects have numbers. */
export type Initial =
    | { readonly kind: 'number'; readonly value: number }
    /** A reference to what is declared, or to an object of a pool by its place there. */
    | { readonly kind: 'object'; readonly node: SyntaxNode }
    | { readonly kind: 'pooled'; readonly struct: string; readonly index: number }
    /** A word with these fields. */
    | { readonly kind: 'word'; readonly fields: ReadonlyMap<string, Initial> };

export interface Elaboration {
    /** The declarations that are objects of a struct of the machine, in their order. */
    readonly placed: (struct: Struct) => readonly { readonly node: SyntaxNode; readonly name: string }[];
    /** How many objects of its pool a struct has in use in the beginning: the first ones. */
    readonly allocated: (struct: Struct) => number;
    /** Whether the field refers to objects of pools in the beginning. */
    readonly refers: (struct: string, field: string) => boolean;
    /** What an element of a variable or field holds, if it is not what the declaration says. `owner`: the object, by declaration or place in its pool. */
    readonly initial: (
        struct: string,
        owner: SyntaxNode | number,
        field: string,
        element: number,
    ) => Initial | undefined;
}

const number = (value: number): Initial => ({ kind: 'number', value });
const truth = (value: boolean): Initial => number(Number(value));

export function elaborate(script: Script, typing: Typing, cast: Cast, granules: number, pmdPages: number): Elaboration {
    const { modules } = script;
    const isInMemory = (struct: Struct | undefined): boolean => struct?.extensible === true;
    const values = new Map<string, Map<SyntaxNode | number, Map<string, Initial>>>();
    const counts = new Map<string, number>();
    const frames: FrameState[] = [];
    const kinds = kindsOf(modules);

    const references = new Set<string>();
    const set = (struct: string, owner: SyntaxNode | number, field: string, value: Initial, element = 0): void => {
        const owners = values.get(struct) ?? new Map<SyntaxNode | number, Map<string, Initial>>();
        values.set(struct, owners);
        const fields = owners.get(owner) ?? new Map<string, Initial>();
        owners.set(owner, fields);
        fields.set(`${field} ${element}`, value);
        if (value.kind === 'pooled' || value.kind === 'word') references.add(`${struct}.${field}`);
    };
    const take = (struct: string): number => {
        const index = counts.get(struct) ?? 0;
        counts.set(struct, index + 1);
        return index;
    };
    const frame = (): FrameState => {
        const state: FrameState = {
            index: take('frame'),
            references: 0,
            maps: 0,
            file: undefined,
            page: 0,
            tags: [],
            head: undefined,
        };
        frames.push(state);
        return state;
    };
    const cache = new Map<string, FrameState>();
    const fileNumbers = new Map(filesIn(modules).map((file, index) => [file, index]));
    const cached = (file: File, page: number): FrameState => {
        const key = `${fileNumbers.get(file)} ${page}`;
        const known = cache.get(key);
        if (known !== undefined) return known;
        const state = frame();
        cache.set(key, state);
        state.references++;
        state.file = file;
        state.page = page;
        set('inode', file, 'slots', { kind: 'pooled', struct: 'frame', index: state.index }, page);
        return state;
    };

    for (const file of filesIn(modules)) elaborateFile(file);
    mmsIn(modules).forEach((mm, id) => {
        elaborateMm(mm, id);
        set('', 0, 'mms', { kind: 'object', node: mm }, id);
    });
    for (const state of frames) elaborateFrame(state);
    elaborateThreads();
    mmsIn(modules)
        .flatMap(mm => mm.vmas)
        .forEach((vma, index) => {
            set('', 0, 'vmas', { kind: 'object', node: vma }, index);
        });

    return {
        placed: struct => (isInMemory(struct) ? placedOf(struct.name, modules) : []),
        allocated: struct =>
            modules.some(module => module.declarations.includes(struct)) ? (counts.get(struct.name) ?? 0) : 0,
        refers: (struct, field) => references.has(`${struct}.${field}`),
        initial: (struct, owner, field, element) => values.get(struct)?.get(owner)?.get(`${field} ${element}`),
    };

    function elaborateFile(file: File): void {
        const size = file.properties.find(({ name }) => name === 'size');
        const pages = file.properties.some(({ name }) => name === 'pages' || name === 'blocks')
            ? filePages(file, typing)
            : 1;
        set('inode', file, 'size', number(size === undefined ? pages : (typing.constant(size.low) ?? pages)));
        set('inode', file, 'inode', { kind: 'object', node: file });
        for (const page of cachedPages(file, typing)) cached(file, page);
    }

    function elaborateMm(mm: Mm, id: number): void {
        set('mm', mm, 'id', number(id));
        for (const actor of cast.actorsIn(mm)) set('mm', mm, 'cpus', number(1), actor.cpu);
        const tables = new Map<number, number>();
        for (const [vma, { page, pages }] of placesOf(mm, typing.constant, pmdPages)) {
            elaborateVma(mm, vma, page, pages);
            if (!has(vma, 'populated') || vma.none) continue;
            const run = Array.from({ length: pages }, (_, index) => frameFor(vma, index));
            if (has(vma, 'huge')) {
                // The pages of a device count for themselves.
                if (!has(vma, 'dax')) for (const state of run) state.head = run[0];
                for (let at = 0; at < pages; at += pmdPages) {
                    const head = run[at]!;
                    map(vma, head);
                    set('mm', mm, 'pmds', entry(vma, head), (page + at) / pmdPages);
                }
                continue;
            }
            run.forEach((state, index) => {
                const at = page + index;
                const pmd = Math.floor(at / pmdPages);
                const table = tables.get(pmd) ?? take('table');
                if (!tables.has(pmd)) {
                    tables.set(pmd, table);
                    const fields = new Map<string, Initial>([
                        ['kind', number(kinds.get('table') ?? 0)],
                        ['table', { kind: 'pooled', struct: 'table', index: table }],
                    ]);
                    set('mm', mm, 'pmds', { kind: 'word', fields }, pmd);
                }
                map(vma, state);
                set('table', table, 'entries', entry(vma, state), at % pmdPages);
            });
        }
    }

    /** Counts the mapping, but not of a device's memory: no folio stands behind that. */
    function map(vma: Vma, state: FrameState): void {
        if (has(vma, 'dax')) return;
        state.references++;
        state.maps++;
        if (state.maps > MOST_MAPPINGS) {
            throw new TooLarge(vma, `A page can be mapped ${MOST_MAPPINGS} times at once; this is one more.`);
        }
    }

    function frameFor(vma: Vma, index: number): FrameState {
        const file = vma.file?.ref;
        const state = file === undefined ? frame() : cached(file, (typing.constant(vma.first) ?? 0) + index);
        const tags = vma.flags.find(flag => flag.name === 'tags')?.values ?? [];
        for (let granule = 0; granule < granules; granule++) {
            const tag = typing.constant(tags[index * granules + granule]);
            if (tag !== undefined) state.tags[granule] = tag;
        }
        return state;
    }

    /** The entry of a populated page: young, clean, and writable where a write needs nobody's leave. */
    function entry(vma: Vma, state: FrameState): Initial {
        const write = has(vma, 'rw') && (vma.anonymous || has(vma, 'shared'));
        return {
            kind: 'word',
            fields: new Map<string, Initial>([
                ['kind', number(kinds.get('present') ?? 0)],
                ['pfn', { kind: 'pooled', struct: 'frame', index: state.index }],
                ['write', truth(write)],
                ['young', number(1)],
                ['dirty', truth(has(vma, 'dirty'))],
                ['devmap', truth(has(vma, 'dax'))],
                ['exclusive', truth(vma.anonymous)],
            ]),
        };
    }

    function elaborateVma(mm: Mm, vma: Vma, page: number, pages: number): void {
        const put = (field: string, value: Initial): void => {
            set('vma', vma, field, value);
        };
        put('mm', { kind: 'object', node: mm });
        put('present', truth(!vma.none));
        put('start', number(page * granules));
        put('end', number((page + pages) * granules));
        if (vma.none) return;
        if (vma.file?.ref !== undefined) {
            put('file', { kind: 'object', node: vma.file.ref });
            put('pgoff', number(typing.constant(vma.first) ?? 0));
        }
        put('read', number(1));
        put('write', truth(has(vma, 'rw') || has(vma, 'w')));
        for (const flag of vma.flags) {
            if (flag.words.length === 0) put(flag.name, number(1));
            for (const word of flag.words) put(`${flag.name}_${word}`, number(1));
        }
    }

    function elaborateFrame(state: FrameState): void {
        const put = (field: string, value: Initial, element = 0): void => {
            set('frame', state.index, field, value, element);
        };
        put('ref', number(state.references));
        put('mapcount', number(state.maps));
        put('uptodate', number(1));
        if (state.head !== undefined) put('head', { kind: 'pooled', struct: 'frame', index: state.head.index });
        if (state.file === undefined) put('anon_exclusive', number(1));
        else {
            put('mapping', { kind: 'object', node: state.file });
            put('index', number(state.page));
        }
        state.tags.forEach((tag, granule) => {
            put('tags', number(tag), granule);
        });
    }

    function elaborateThreads(): void {
        for (const actor of cast.actors) {
            const mm = cast.mmOf(actor);
            if (mm !== undefined) set('thread', actor.id, 'mm', { kind: 'object', node: mm });
        }
    }
}

interface FrameState {
    readonly index: number;
    references: number;
    maps: number;
    file: File | undefined;
    page: number;
    readonly tags: number[];
    head: FrameState | undefined;
}

const has = (vma: Vma, flag: string): boolean => vma.flags.some(({ name }) => name === flag);

function placedOf(
    name: string,
    modules: readonly Module[],
): readonly { readonly node: SyntaxNode; readonly name: string }[] {
    switch (name) {
        case 'mm':
            return mmsIn(modules).map(mm => ({ node: mm, name: mm.name }));
        case 'vma':
            return mmsIn(modules).flatMap(mm => mm.vmas.map(vma => ({ node: vma, name: `${mm.name}.${vma.name}` })));
        case 'inode':
            return filesIn(modules).map(file => ({ node: file, name: file.name }));
        default:
            return [];
    }
}

/** The numbers of the kinds of page-table entries. */
function kindsOf(modules: readonly Module[]): ReadonlyMap<string, number> {
    const kinds = modules.flatMap(module =>
        module.declarations.flatMap(each => (each.$type === 'Enum' && each.name === 'pte_kind' ? each.members : [])),
    );
    return new Map(kinds.map((member, index) => [member.name, index]));
}
