// Our own bugs, told apart from a user's mistake (a diagnostic) and from a search that stopped (`inconclusive`).

/** A rule that this code relies on does not hold. Whoever meets it reports it and lives on. */
export class BrokenInvariant extends Error {
    override readonly name = 'BrokenInvariant';

    constructor(rule: string) {
        super(`Broken invariant: ${rule}.`);
    }
}

/** Throws {@link BrokenInvariant} unless the rule holds. */
export function invariant(holds: boolean, rule: string): asserts holds {
    if (!holds) throw new BrokenInvariant(rule);
}
