// # overlapping-vmas
//
// What it does: reports two mappings of an address space that have a page in common, and one that begins in front of the
// first page that can be mapped.
//
// Why: an address belongs to one mapping at most. Without `page [n]` each mapping gets the next free pages; the pages of
// the first page table stay unmapped, so that no address is null.
//
// Example:
//
//     mm P { vma a = anon[2] page [2]; vma b = anon[1] page [3] }
//
// Use instead: `page [4]` for the second one, or none at all.
import type { Mm } from '../generated/ast.ts';
import { placesOf } from '../machine.ts';
import { placeOfProperty } from '../place.ts';
import type { Context, Finding, Rule } from '../rule.ts';

export const overlappingVmas: Rule = {
    code: 'overlapping-vmas',
    severity: 'error',
    visit: { Mm: judge },
};

function* judge(mm: Mm, { typing, machine }: Context): Iterable<Finding> {
    const pmdPages = machine('pmd_pages') ?? 1;
    const places = [...placesOf(mm, typing.constant, pmdPages)];
    for (const [at, [vma, { page, pages }]] of places.entries()) {
        if (page < pmdPages) {
            const message = `\`${vma.name}\` begins at page ${page}; the first page that can be mapped is ${pmdPages}.`;
            yield { place: placeOfProperty(vma, 'name'), message };
        }
        const other = places
            .slice(0, at)
            .find(([, before]) => before.page < page + pages && page < before.page + before.pages);
        if (other === undefined) continue;
        yield {
            place: placeOfProperty(vma, 'name'),
            message: `\`${vma.name}\` overlaps \`${other[0].name}\`: both have page ${Math.max(page, other[1].page)}.`,
            related: [{ place: placeOfProperty(other[0], 'name'), message: 'The other one.' }],
        };
    }
}
