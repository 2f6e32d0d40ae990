// Wider and wider ranges around a place: the word, then whatever syntax is around it.
import type { Script } from '@faultline/language';
import { placeOf } from '@faultline/language';
import { pathTo } from './node-at.ts';
import { wordAt } from './words.ts';

interface Range {
    readonly start: number;
    readonly end: number;
}

/** The narrowest first; each lies within the next. */
export function selectionRanges({ module, text }: Script, offset: number): readonly Range[] {
    const word = wordAt(text, offset);
    const around = pathTo(module, offset)
        .slice(1)
        .toReversed()
        .map(node => placeOf(node));
    const all = [...(word === undefined ? [] : [word]), ...around, { start: 0, end: text.length }];
    const ranges: Range[] = [];
    for (const { start, end } of all) {
        const last = ranges.at(-1);
        const isWider =
            last === undefined || (start <= last.start && end >= last.end && end - start > last.end - last.start);
        if (isWider && start <= offset && offset <= end) ranges.push({ start, end });
    }
    return ranges;
}
