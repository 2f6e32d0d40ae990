// The words and signs of a text, for what must work on any text: formatting, folding, what stands before the cursor.

export interface Token {
    readonly kind: 'word' | 'number' | 'string' | 'comment' | 'sign';
    readonly text: string;
    readonly start: number;
    readonly end: number;
    /** From 0. */
    readonly line: number;
}

const TOKEN =
    /(?<comment>\/\/[^\r\n]*|\/\*[\s\S]*?(?:\*\/|$))|(?<string>"(?:\\[^\r\n]|[^"\\\r\n])*"?|'[^'\r\n]*'?)|(?<word>[A-Za-z_]\w*)|(?<number>0[xX][0-9a-fA-F]+|[0-9]+)|(?<newline>\r\n|\r|\n)|(?<sign>\.\.\.|\.\.|=>|->|==|!=|<=|>=|<<|>>|&&|\|\||\+\+|--|[-+|&^]=|[^\s])/g;

/** Every character but spaces and line ends is in a token. */
export function tokensOf(text: string): readonly Token[] {
    const tokens: Token[] = [];
    let line = 0;
    for (const match of text.matchAll(TOKEN)) {
        const groups = match.groups!;
        const [whole] = match;
        if (groups.newline !== undefined) {
            line++;
            continue;
        }
        const kind = KINDS.find(one => groups[one] !== undefined)!;
        tokens.push({ kind, text: whole, start: match.index, end: match.index + whole.length, line });
        if (kind === 'comment') line += whole.match(/\r\n|\r|\n/g)?.length ?? 0;
    }
    return tokens;
}

const KINDS = ['comment', 'string', 'word', 'number', 'sign'] as const;
