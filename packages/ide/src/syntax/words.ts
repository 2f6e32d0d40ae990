// Words of a text, without understanding it.

export interface Word {
    readonly text: string;
    readonly start: number;
    readonly end: number;
}

/** The word around an offset, or the one that ends there. */
export function wordAt(text: string, offset: number): Word | undefined {
    let [start, end] = [offset, offset];
    while (start > 0 && isWordCharacter(text.charCodeAt(start - 1))) start--;
    while (end < text.length && isWordCharacter(text.charCodeAt(end))) end++;
    return start === end ? undefined : { text: text.slice(start, end), start, end };
}

function isWordCharacter(code: number): boolean {
    return (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122) || code === 95;
}
