/** The command was used wrongly; the message says how to use it rightly. */
export class UsageError extends Error {
    override readonly name = 'UsageError';
}

/** The known word that is most like the one given, if one is like it. */
export function nearest(word: string, known: readonly string[]): string | undefined {
    const ranked = known
        .map(candidate => ({ candidate, distance: editDistance(word.toLowerCase(), candidate.toLowerCase()) }))
        .toSorted((a, b) => a.distance - b.distance);
    const [best] = ranked;
    return best !== undefined && best.distance <= Math.max(1, Math.floor(word.length / 3)) ? best.candidate : undefined;
}

/** Letters to insert, remove, replace, or swap with the next one. */
function editDistance(one: string, other: string): number {
    const rows = [Array.from({ length: other.length + 1 }, (_, column) => column)];
    for (let row = 1; row <= one.length; row++) {
        const above = rows[row - 1]!;
        const current = [row];
        for (let column = 1; column <= other.length; column++) {
            const isSame = one[row - 1] === other[column - 1];
            const isSwap = one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
            const replaced = above[column - 1]! + (isSame ? 0 : 1);
            const swapped = isSwap ? rows[row - 2]![column - 2]! + 1 : replaced;
            current.push(Math.min(replaced, swapped, above[column]! + 1, current[column - 1]! + 1));
        }
        rows.push(current);
    }
    return rows.at(-1)!.at(-1)!;
}
