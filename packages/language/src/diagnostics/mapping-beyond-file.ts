// # mapping-beyond-file
//
// What it does: reports a mapping of pages that the file does not have room for, and such pages in its page cache or its
// size.
//
// Why: `pages n` says how many pages the file can ever have; the rest of the mapping could not be backed by anything. (A
// mapping beyond the *end* of the file is another matter: give the file `pages 2` and `size 1`.)
//
// Example:
//
//     file x { pages 1 }
//     mm P { vma buf = x[0..1] shared rw }
//
// Use instead: `file x { pages 2 }`.
import { filePages } from '../machine-constants.ts';
import { placeOf, placeOfProperty } from '../place.ts';
import type { Rule } from '../rule.ts';

export const mappingBeyondFile: Rule = {
    code: 'mapping-beyond-file',
    severity: 'error',
    visit: {
        Vma: function* (node, { typing }) {
            const file = node.file?.ref;
            const end = node.last ?? node.first;
            if (file === undefined || end === undefined || node.first === undefined) return;
            const pages = filePages(file, typing);
            const [first, last] = [typing.constant(node.first), typing.constant(end)];
            if (first === undefined || last === undefined) return;
            if (first < 0 || last >= pages) {
                yield {
                    place: placeOf(first < 0 ? node.first : end),
                    message: `\`${file.name}\` has ${roomOf(pages)}; there is no page ${first < 0 ? first : last}.`,
                    related: [{ place: placeOfProperty(file, 'name'), message: 'The file.' }],
                };
            } else if (last < first) {
                yield { place: placeOf(end), message: 'The last page comes before the first.' };
            }
        },
        File: function* (file, { typing }) {
            const pages = filePages(file, typing);
            for (const { name, low, high } of file.properties) {
                const [first, last] = [typing.constant(low), typing.constant(high ?? low)];
                if (first === undefined || last === undefined) continue;
                if (name === 'cached' && (first < 0 || last >= pages)) {
                    const message = `\`${file.name}\` has ${roomOf(pages)}; there is no page ${first < 0 ? first : last}.`;
                    yield { place: placeOf(first < 0 ? low : (high ?? low)), message };
                } else if (name === 'size' && (first < 0 || first > pages)) {
                    const message = `\`${file.name}\` has ${roomOf(pages)}; its size cannot be ${first}.`;
                    yield { place: placeOf(low), message };
                }
            }
        },
    },
};

function roomOf(pages: number): string {
    if (pages <= 0) return 'no pages';
    return pages === 1 ? 'one page, page 0' : `${pages} pages, 0..${pages - 1}`;
}
