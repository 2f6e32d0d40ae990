// Names that are nearly the same.

/** The candidate that was probably meant: at most a third of its letters differ. Absent when none is near. */
export function nearest(name: string, candidates: Iterable<string | undefined>): string | undefined {
    let best: { readonly candidate: string; readonly distance: number } | undefined;
    const folded = name.toLowerCase();
    for (const candidate of candidates) {
        // A declaration whose syntax is broken may have no name.
        if (candidate === undefined) continue;
        const limit = Math.floor(Math.max(name.length, candidate.length) / 3);
        if (candidate === name || limit === 0 || Math.abs(candidate.length - name.length) > limit) continue;
        const distance = distanceOf(folded, candidate.toLowerCase());
        if (distance <= limit && (best === undefined || distance < best.distance)) best = { candidate, distance };
    }
    return best?.candidate;
}

/** Letters to insert, remove, change or swap with a neighbour. */
function distanceOf(from: string, to: string): number {
    let previous: number[] = [];
    let row = Array.from({ length: to.length + 1 }, (_, index) => index);
    for (let i = 1; i <= from.length; i++) {
        const next = [i];
        for (let j = 1; j <= to.length; j++) {
            const isSame = from[i - 1] === to[j - 1];
            let cost = Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (isSame ? 0 : 1));
            if (i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1]) {
                cost = Math.min(cost, previous[j - 2]! + 1);
            }
            next.push(cost);
        }
        [previous, row] = [row, next];
    }
    return row[to.length]!;
}
