// Offsets to lines and columns, for whoever shows a place to a person.

export interface LineIndex {
    readonly text: string;
    /** The offset at which each line begins. */
    readonly starts: readonly number[];
}

/** Both from 1, as people and compilers count; columns are UTF-16 units. */
export interface Position {
    readonly line: number;
    readonly column: number;
}

/** Lines end with `\n`, `\r\n` or a lone `\r`. */
export function lineIndex(text: string): LineIndex {
    const starts = [0];
    for (const match of text.matchAll(/\r\n|\n|\r/g)) starts.push(match.index + match[0].length);
    return { text, starts };
}

/** Where an offset stands; one beyond the text stands at its end. */
export function positionAt({ text, starts }: LineIndex, offset: number): Position {
    const inside = Math.max(0, Math.min(offset, text.length));
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
        const middle = (low + high + 1) >> 1;
        if (starts[middle]! <= inside) low = middle;
        else high = middle - 1;
    }
    return { line: low + 1, column: inside - starts[low]! + 1 };
}

/** The text of a line (from 1), without its end. */
export function lineText({ text, starts }: LineIndex, line: number): string {
    const start = starts[line - 1];
    return start === undefined ? '' : text.slice(start, starts[line] ?? text.length).replace(/[\r\n]+$/, '');
}
