// What was decided for states that look alike: a table from keys, all of one length, to what was decided.

/** After so many it forgets them all, or where they take more room than there is. */
const MOST = 1 << 18;

const FIRST = 1 << 8;

export interface Decisions<Decision> {
    /** What was decided for the key; `decide` is asked where nothing was. */
    readonly find: (decide: () => Decision) => Decision;
}

/** `key`: to be filled in by who asks. `room`: about how many bytes they may take. */
export function createDecisions<Decision>(key: Int32Array, room: number): Decisions<Decision> {
    const { length } = key;
    // a place has a key and what was decided; at most four of them are there for one that is taken
    const most = Math.min(MOST, Math.max(FIRST, Math.floor(room / (4 * (4 * length + 8)))));
    let keys = new Int32Array(0);
    let table: (Decision | typeof FREE)[] = [];
    let count = 0;
    const clear = (): void => {
        if (count === 0 && table.length > 0) return;
        keys = new Int32Array(FIRST * length);
        table = new Array<Decision | typeof FREE>(FIRST).fill(FREE);
        count = 0;
    };
    clear();

    const hashAt = (from: Int32Array, offset: number): number => {
        let hash = 0;
        for (let i = 0; i < length; i++) {
            hash = Math.imul(hash ^ from[offset + i]!, 0x9e3779b1);
            hash ^= hash >>> 15;
        }
        return hash;
    };
    const grow = (): void => {
        const [oldKeys, oldTable] = [keys, table];
        keys = new Int32Array(2 * oldKeys.length);
        table = new Array<Decision | typeof FREE>(2 * oldTable.length).fill(FREE);
        for (const [old, decision] of oldTable.entries()) {
            if (decision === FREE) continue;
            let place = hashAt(oldKeys, old * length) & (table.length - 1);
            while (table[place] !== FREE) place = (place + 1) & (table.length - 1);
            table[place] = decision;
            keys.set(oldKeys.subarray(old * length, (old + 1) * length), place * length);
        }
    };

    return {
        find: decide => {
            let place = hashAt(key, 0) & (table.length - 1);
            for (;;) {
                const found = table[place]!;
                if (found === FREE) break;
                const at = place * length;
                let i = 0;
                while (i < length && keys[at + i] === key[i]) i++;
                if (i === length) return found;
                place = (place + 1) & (table.length - 1);
            }
            const decision = decide();
            table[place] = decision;
            keys.set(key, place * length);
            if (++count === most) clear();
            else if (2 * count > table.length) grow();
            return decision;
        },
    };
}

const FREE = Symbol('free');
