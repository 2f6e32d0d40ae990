// The values of `machine.NAME` for one choice of params and knobs.
import type { File, Module } from './generated/ast.ts';
import { isFile } from './generated/ast.ts';
import { knobs } from './knobs.ts';
import { mmsIn, placesOf } from './machine.ts';
import type { Overrides } from './overrides.ts';
import { knobValue, NO_OVERRIDES } from './overrides.ts';
import type { Typing } from './typing.ts';
import { createTyping } from './typing.ts';

/** Knobs, and what follows from the declarations of the modules. */
export function machineConstants(
    modules: readonly Module[],
    overrides: Overrides = NO_OVERRIDES,
): (name: string) => number | undefined {
    const known = new Map<string, number | undefined>();
    const knob = (name: string): number => knobValue({ modules }, name, overrides);
    const typing = createTyping(overrides.params, name =>
        knobs.some(each => each.name === name) ? knob(name) : undefined,
    );
    return name => {
        if (!known.has(name)) known.set(name, compute(name));
        return known.get(name);
    };

    function compute(name: string): number | undefined {
        const mms = mmsIn(modules);
        switch (name) {
            case 'mms':
                return Math.max(1, mms.length);
            case 'vmas':
                return Math.max(1, mms.flatMap(mm => mm.vmas).length);
            case 'mm_pages':
                return pmds() * knob('pmd_pages');
            case 'pmds':
                return pmds();
            case 'files':
                return Math.max(1, filesIn(modules).length);
            case 'file_pages':
                return Math.max(1, ...filesIn(modules).map(file => filePages(file, typing)));
            // How many there are only the compiler knows.
            case 'cpus':
                return Math.max(1, knob('cpus'));
            case 'actors':
                return 1;
            case 'buffered':
                return 0;
            case 'tables':
                return knob('tables') > 0
                    ? Math.max(knob('tables'), needed().tables)
                    : pmds() * Math.max(1, mms.length);
            case 'frames':
                return knob('frames') > 0 ? Math.max(knob('frames'), needed().frames) : needed().frames + 2;
            default:
                return knobs.some(each => each.name === name) ? knob(name) : undefined;
        }
    }

    function needed(): ReturnType<typeof knobsNeeded> {
        return knobsNeeded(modules, overrides);
    }

    function pmds(): number {
        const ends = mmsIn(modules).flatMap(mm =>
            [...placesOf(mm, typing.constant, knob('pmd_pages')).values()].map(({ page, pages }) => page + pages),
        );
        return Math.ceil(Math.max(1, ...ends) / knob('pmd_pages'));
    }
}

/** How many frames and page tables there are in use in the beginning. */
export function knobsNeeded(
    modules: readonly Module[],
    overrides: Overrides = NO_OVERRIDES,
): { readonly frames: number; readonly tables: number } {
    const knob = (name: string): number => knobValue({ modules }, name, overrides);
    const typing = createTyping(overrides.params, name => knob(name));
    const cached = new Set(
        filesIn(modules).flatMap((file, at) => cachedPages(file, typing).map(page => `${at} ${page}`)),
    );
    let [anonymous, tables] = [0, 0];
    for (const mm of mmsIn(modules)) {
        const mapped = new Set<number>();
        for (const [vma, { page, pages }] of placesOf(mm, typing.constant, knob('pmd_pages'))) {
            if (vma.none || !vma.flags.some(flag => flag.name === 'populated')) continue;
            const file = vma.file?.ref;
            const first = typing.constant(vma.first) ?? 0;
            const isHuge = vma.flags.some(flag => flag.name === 'huge');
            for (let i = 0; i < pages; i++) {
                if (!isHuge) mapped.add(Math.floor((page + i) / knob('pmd_pages')));
                if (file === undefined) anonymous++;
                else cached.add(`${filesIn(modules).indexOf(file)} ${first + i}`);
            }
        }
        tables += mapped.size;
    }
    return { frames: anonymous + cached.size, tables };
}

const files = new WeakMap<readonly Module[], readonly File[]>();

export function filesIn(modules: readonly Module[]): readonly File[] {
    const found = files.get(modules) ?? modules.flatMap(module => module.declarations.filter(isFile));
    files.set(modules, found);
    return found;
}

/** How many pages there is room for: `pages n`, or `blocks n`. */
export function filePages(file: File, { constant }: Pick<Typing, 'constant'>): number {
    const sizes = file.properties
        .filter(({ name }) => name === 'pages' || name === 'blocks')
        .map(({ low }) => constant(low) ?? 0);
    return sizes.length === 0 ? 1 : Math.max(...sizes);
}

/** The pages that are in the page cache in the beginning: `cached 0`, `cached 0..1`. */
export function cachedPages(file: File, { constant }: Pick<Typing, 'constant'>): readonly number[] {
    return file.properties
        .filter(({ name }) => name === 'cached')
        .flatMap(({ low, high }) => {
            const first = constant(low) ?? 0;
            const last = high === undefined ? first : (constant(high) ?? first);
            return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
        });
}
