// Random numbers that a seed repeats (mulberry32).

export interface Random {
    /** From 0 up to, not including, `bound`. */
    readonly below: (bound: number) => number;
    readonly pick: <T>(items: readonly T[]) => T;
}

export function createRandom(seed: number): Random {
    let state = seed >>> 0;
    const next = () => {
        state = (state + 0x6d2b79f5) >>> 0;
        let mixed = Math.imul(state ^ (state >>> 15), state | 1);
        mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
        return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
    };
    const below = (bound: number) => Math.floor(next() * bound);
    return { below, pick: items => items[below(items.length)]! };
}
