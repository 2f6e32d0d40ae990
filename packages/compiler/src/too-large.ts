// What is too large to be checked at all. A script asks for it with a few numbers, so it is told at once and not tried.
import type { SyntaxNode, ValueType } from '@faultline/language';

/** How deep calls may nest. */
export const DEEPEST_CALLS = 200;
export const MOST_STEPS = 100_000;
/** How many cells, objects or locks one declaration may stand for. */
export const MOST_ELEMENTS = 65_536;
export const MOST_ACTORS = 1000;
/** As far as `frame.mapcount` counts. */
export const MOST_MAPPINGS = 15;
/** How many values one step may choose among. */
const MOST_CHOICES = 65_536;

/** Thrown where it shows; `compile` makes a diagnostic of it. */
export class TooLarge extends Error {
    readonly node: SyntaxNode;

    constructor(node: SyntaxNode, message: string) {
        super(message);
        this.node = node;
    }
}

/** For a value of the type, which one step picks. */
export function requireFewChoices(node: SyntaxNode, type: ValueType): void {
    const count = type.kind === 'int' ? type.high - type.low + 1 : type.kind === 'unsigned' ? 2 ** type.bits : 1;
    if (count > MOST_CHOICES) {
        throw new TooLarge(node, `This chooses among ${count} values; at most ${MOST_CHOICES} can be checked.`);
    }
}

/** The same, of an error that was caught; throws all others on. A stack that overflows is a script that nests too deeply. */
export function toTooLarge(error: unknown, script: SyntaxNode): TooLarge {
    if (error instanceof TooLarge) return error;
    if (error instanceof RangeError && /call stack/i.test(error.message)) {
        return new TooLarge(script, 'Calls, structs or statements nest too deeply.');
    }
    throw error;
}
