// Which page-table entries stand behind a mapping: in any of the reachable states, by the names that the machine's modules give to address
// spaces, tables and entries (`P.pmds[1]`, `table#1.entries[0]`).
//
// A table may serve one range of addresses now and another one later, so an entry that is told may hold something else's page in some state.
import type { Subject } from './objects.ts';

/** An entry, as an index into the objects. */
export interface MappedPage {
    /** From the beginning of the mapping, in pages. */
    readonly page: number;
    readonly object: number;
}

/**
 * For each mapping, by its index; a huge page is an entry of the root table. `values` are those that each subject has somewhere, by part;
 * addresses count granules, of which a page has `granules`.
 */
export function pagesOf(
    subjects: readonly Subject[],
    values: readonly (readonly (readonly number[])[])[],
    granules: number,
): ReadonlyMap<number, readonly MappedPage[]> {
    const idOf = new Map(subjects.map(({ name }, id) => [name, id]));
    const inTable = subjects.filter(({ name }) => /^table#1\.entries\[/.test(name)).length;
    const entriesOf = (mm: string, page: number): readonly number[] => {
        const pmd = idOf.get(`${mm}.pmds[${Math.floor(page / inTable)}]`);
        if (pmd === undefined) return [];
        const { fields, fieldWords } = subjects[pmd]!;
        const [kind, table] = [fields.indexOf('kind'), fields.indexOf('table')];
        const all = values[pmd]!.map(fieldWords);
        const isPage = all.some(words => words[kind] !== 'table' && words[kind] !== 'none');
        const tables = new Set(all.filter(words => words[kind] === 'table').map(words => words[table]));
        const entries = [...tables].flatMap(name => idOf.get(`${name}.entries[${page % inTable}]`) ?? []);
        return isPage ? [pmd, ...entries] : entries;
    };
    const found = new Map<number, readonly MappedPage[]>();
    subjects.forEach(({ kind, name, fields }, id) => {
        const [start, end] = [fields.indexOf('start'), fields.indexOf('end')];
        if (kind !== 'record' || start < 0 || end < 0 || inTable === 0) return;
        const mm = name.slice(0, name.lastIndexOf('.'));
        const pages = new Map<string, MappedPage>();
        for (const value of values[id]!) {
            const [first, behind] = [value[start]! / granules, value[end]! / granules];
            for (let page = first; page < behind; page++) {
                for (const object of entriesOf(mm, page)) {
                    pages.set(`${page - first} ${object}`, { page: page - first, object });
                }
            }
        }
        found.set(
            id,
            [...pages.values()].sort((a, b) => a.page - b.page || a.object - b.object),
        );
    });
    return found;
}
