// # misaligned-huge
//
// What it does: reports a huge mapping that does not consist of whole huge pages: in its length, in the address space, or
// in the file.
//
// Why: a huge page is mapped by one entry of the root table, for as many pages as a page table has (`machine.pmd_pages`).
//
// Example:
//
//     mm P { vma buf = anon[3] rw huge }
//
// Use instead: `anon[4]`, or `machine { pmd_pages 1 }`.
import type { Mm } from '../generated/ast.ts';
import { placesOf } from '../machine.ts';
import { placeOf, placeOfProperty } from '../place.ts';
import type { Context, Finding, Rule } from '../rule.ts';

export const misalignedHuge: Rule = {
    code: 'misaligned-huge',
    severity: 'error',
    visit: { Mm: judge },
};

function* judge(mm: Mm, { typing, machine }: Context): Iterable<Finding> {
    const size = machine('pmd_pages') ?? 1;
    const hint = `A huge page has ${size} pages: \`machine.pmd_pages\`.`;
    for (const [vma, { page, pages }] of placesOf(mm, typing.constant, size)) {
        const flag = vma.flags.find(each => each.name === 'huge');
        if (flag === undefined) continue;
        const place = placeOf(flag);
        const first = vma.file === undefined ? 0 : (typing.constant(vma.first) ?? 0);
        if (pages % size !== 0) {
            const count = pages === 1 ? 'one page' : `${pages} pages`;
            yield { place, message: `\`${vma.name}\` has ${count}, which makes no whole huge pages.`, hint };
        } else if (page % size !== 0) {
            const wrong = vma.flags.find(each => each.name === 'page') ?? vma;
            yield { place: placeOf(wrong), message: `No huge page begins at page ${page}.`, hint };
        } else if (first % size !== 0) {
            const message = `No huge page begins at page ${first} of the file.`;
            yield { place: placeOfProperty(vma, 'first'), message, hint };
        }
    }
}
