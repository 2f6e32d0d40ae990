// Lines of Promela.

export const indent = (lines: readonly string[]): readonly string[] =>
    lines.map(line => (line === '' ? '' : `    ${line}`));

/** `if … fi` over alternatives of which exactly one holds; the last one may be `else`. */
export function ifLines(options: readonly Alternative[]): string[] {
    return ['if', ...options.flatMap(alternativeLines), 'fi;'];
}

/** `do … od` over alternatives; the first that holds is taken, until one breaks. The end of a `d_step` is no place to break to. */
export function doLines(options: readonly Alternative[]): string[] {
    return ['do', ...options.flatMap(alternativeLines), 'od;', 'skip;'];
}

interface Alternative {
    readonly guard: string;
    readonly body: readonly string[];
}

const alternativeLines = ({ guard, body }: Alternative): readonly string[] =>
    body.length === 0 ? [`:: ${guard} -> skip`] : [`:: ${guard} ->`, ...indent(body)];

/** Nothing that ends a comment, or a line. */
export const commentText = (text: string): string => text.replace(/\s+/g, ' ').trim().replaceAll('*/', '* /');

export const comment = (text: string): string => `/* ${commentText(text)} */`;

/** Breaks a long condition behind its `&&` and `||`; before them, spin would take the end of the line for a semicolon. */
export function wrap(text: string, ending: '' | ' \\'): readonly string[] {
    const lines: string[] = [];
    let line = '';
    for (const part of text.split(/(?<= (?:&&|\|\|)) /)) {
        if (line !== '' && line.length + part.length > 100) {
            lines.push(`${line}${ending}`);
            line = `    ${part}`;
        } else {
            line = line === '' ? part : `${line} ${part}`;
        }
    }
    return [...lines, line];
}

export const define = (name: string, text: string): readonly string[] => wrap(`#define ${name} (${text})`, ' \\');
