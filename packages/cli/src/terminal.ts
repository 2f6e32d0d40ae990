// Where output goes, and what that place can show.

export interface Terminal {
    readonly out: (text: string) => void;
    readonly err: (text: string) => void;
    /** Columns of standard output; a generous line where it is no terminal. */
    readonly width: number;
    readonly paint: Paint;
    /** Whether standard error is a terminal, so that progress may be drawn there. */
    readonly progress: 'drawn' | 'silent';
}

export type Style = 'good' | 'bad' | 'doubtful' | 'faint' | 'strong';
export type Paint = (style: Style, text: string) => string;

const CODES: Readonly<Record<Style, string>> = { good: '32', bad: '31', doubtful: '33', faint: '2', strong: '1' };
const WIDTH_OF_A_PIPE = 100;
const NARROWEST = 60;

export const plain: Paint = (_style, text) => text;
const coloured: Paint = (style, text) => (text === '' ? '' : `\u001b[${CODES[style]}m${text}\u001b[0m`);

export function processTerminal(): Terminal {
    const { stdout, stderr, env } = process;
    // https://no-color.org: set and not empty
    const mayColour = stdout.isTTY === true && (env.NO_COLOR ?? '') === '' && env.TERM !== 'dumb';
    return {
        out: text => void stdout.write(text),
        err: text => void stderr.write(text),
        width: stdout.isTTY === true ? Math.max(NARROWEST, stdout.columns) : WIDTH_OF_A_PIPE,
        paint: mayColour ? coloured : plain,
        progress: stderr.isTTY === true && env.TERM !== 'dumb' ? 'drawn' : 'silent',
    };
}
