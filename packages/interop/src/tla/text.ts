// Lines of TLA+.

const WIDTH = 110;

export const indent = (lines: readonly string[]): readonly string[] =>
    lines.map(line => (line === '' ? '' : `    ${line}`));

/** A conjunction, one item under the other. */
export const junction = (items: readonly (readonly string[])[], bullet = '/\\'): readonly string[] =>
    items.flatMap(lines => lines.map((line, i) => (i === 0 ? `${bullet} ${line}` : `   ${line}`)));

export const unchanged = (variables: readonly string[]): readonly string[] =>
    variables.length === 1 ? [`UNCHANGED ${variables[0]}`] : tuple('UNCHANGED <<', variables, '>>');

/** `opening a, b, c closing`, broken into lines. */
export function tuple(opening: string, parts: readonly string[], closing: string): readonly string[] {
    const lines: string[] = [];
    let line = opening;
    parts.forEach((part, i) => {
        const text = i === parts.length - 1 ? `${part}${closing}` : `${part},`;
        const isFirst = i === 0;
        if (!isFirst && line.length + text.length + 1 > WIDTH) {
            lines.push(line);
            line = `    ${text}`;
        } else {
            line = isFirst ? `${line}${text}` : `${line} ${text}`;
        }
    });
    return [...lines, parts.length === 0 ? `${opening}${closing}` : line];
}

/** A comment to the end of the line. */
export const comment = (text: string): string => `\\* ${commentText(text)}`;

export const commentText = (text: string): string => plain(text).replace(/\s+/g, ' ').trim();

/** Nothing that begins or ends a comment or a module; of ASCII alone, because not every version of TLC's parser takes more. */
export const plain = (text: string): string =>
    text
        .replaceAll('*)', '* )')
        .replaceAll('(*', '( *')
        .replace(/-{4,}|={4,}/g, run => run.slice(0, 3))
        .replace(/[\u2026]/g, '...')
        .replace(/[^\x20-\x7e\s]/g, '?');
