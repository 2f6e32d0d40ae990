// Random choices that a seed repeats (mulberry32).

export interface Random {
    /** An integer in `0..count-1`. */
    readonly below: (count: number) => number;
    readonly chance: (probability: number) => boolean;
    readonly pick: <T>(from: readonly [T, ...T[]] | readonly T[]) => T;
}

export function random(seed: number): Random {
    let state = seed >>> 0;
    const next = (): number => {
        state = (state + 0x6d2b79f5) >>> 0;
        let t = state;
        t = Math.imul(t ^ (t >>> 15), t | 1);
        t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
        return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
    };
    const below = (count: number): number => Math.floor(next() * count);
    return { below, chance: probability => next() < probability, pick: from => from[below(from.length)]! };
}
