// Places in a text that has been edited since: they move along.
import type { Place } from '@faultline/language';

/** One replacement, in offsets of the text before it. */
export interface Edit {
    readonly start: number;
    readonly removed: number;
    readonly inserted: number;
}

/** The smallest single replacement that turns one text into the other; absent where they are the same. */
export function editBetween(before: string, after: string): Edit | undefined {
    if (before === after) return undefined;
    const shorter = Math.min(before.length, after.length);
    let start = 0;
    while (start < shorter && before.charCodeAt(start) === after.charCodeAt(start)) start++;
    let end = 0;
    while (
        end < shorter - start &&
        before.charCodeAt(before.length - 1 - end) === after.charCodeAt(after.length - 1 - end)
    )
        end++;
    return { start, removed: before.length - start - end, inserted: after.length - start - end };
}

/** Where a range is after the edits; what was removed around an end pulls it to where the removal was. */
export function movedRange(
    { start, end }: { readonly start: number; readonly end: number },
    edits: readonly Edit[],
): { readonly start: number; readonly end: number } {
    let [from, to] = [start, end];
    for (const { start: at, removed, inserted } of edits) {
        const shift = inserted - removed;
        // Text inserted right before a range is not part of it, nor is text right behind it.
        if (from >= at + removed) from += shift;
        else if (from > at) from = at + inserted;
        if (to > at && to >= at + removed) to += shift;
        else if (to > at) to = at;
    }
    return { start: from, end: Math.max(from, to) };
}

/** A copy of plain data in which every place (`{ uri, start, end }`) has been moved. */
export function mapPlaces<T>(value: T, move: (place: Place) => Place): T {
    if (Array.isArray(value)) return value.map(one => mapPlaces(one, move)) as T;
    if (typeof value !== 'object' || value === null) return value;
    const copy = Object.fromEntries(Object.entries(value).map(([key, one]) => [key, mapPlaces(one, move)]));
    return (isPlace(copy) ? { ...copy, ...move(copy) } : copy) as T;
}

function isPlace(value: object): value is Place {
    return 'uri' in value && 'start' in value && 'end' in value && typeof value.start === 'number';
}
