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

function editDistance(one: string, other: string): number {
    let above = Array.from({ length: other.length + 1 }, (_, index) => index);
    for (let row = 1; row <= one.length; row++) {
        const current = [row];
        for (let column = 1; column <= other.length; column++) {
            const replaced = above[column - 1]! + (one[row - 1] === other[column - 1] ? 0 : 1);
            current.push(Math.min(replaced, above[column]! + 1, current[column - 1]! + 1));
        }
        above = current;
    }
    return above.at(-1)!;
}
