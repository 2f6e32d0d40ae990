// # beyond-the-machine
//
// What it does: reports files and mappings that are larger than the machine is, and mappings without pages.
//
// Why: a file has fifteen pages at most, and an address space 4096 granules: an address is a word of 16 bits, of which four
// are the tag. What is beyond would be another page of the same name.
//
// Example:
//
//     file x { pages 20 }
//     mm P { vma buf = anon[1] rw page [5000] }
//
// Use instead: what a race needs, which is a page or two of each.
import type { Mm } from '../generated/ast.ts';
import { placesOf } from '../machine.ts';
import { filePages } from '../machine-constants.ts';
import { placeOf, placeOfProperty } from '../place.ts';
import type { Context, Finding, Rule } from '../rule.ts';

const MOST_PAGES = 15;
const MOST_GRANULES = 4096;

export const beyondTheMachine: Rule = {
    code: 'beyond-the-machine',
    severity: 'error',
    visit: {
        File: function* (file, { typing }) {
            const pages = filePages(file, typing);
            if (pages >= 0 && pages <= MOST_PAGES) return;
            yield {
                place: placeOfProperty(file, 'name'),
                message: `A file has at most ${MOST_PAGES} pages; \`${file.name}\` has ${pages}.`,
            };
        },
        Mm: judge,
    },
};

function* judge(mm: Mm, { typing, machine }: Context): Iterable<Finding> {
    const granules = machine('granules') ?? 1;
    for (const [vma, { page, pages }] of placesOf(mm, typing.constant, machine('pmd_pages') ?? 1)) {
        const count = vma.anonymous || vma.none ? typing.constant(vma.first) : undefined;
        if (count !== undefined && count < 1) {
            yield { place: placeOfProperty(vma, 'first'), message: 'A mapping has at least one page.' };
        } else if ((page + pages) * granules > MOST_GRANULES) {
            const flag = vma.flags.find(({ name }) => name === 'page');
            yield {
                place: flag === undefined ? placeOfProperty(vma, 'name') : placeOf(flag),
                message: `An address space has ${MOST_GRANULES} granules; \`${vma.name}\` ends at ${(page + pages) * granules}.`,
            };
        }
    }
}
