// How much space stands between two tokens of a line.
import type { Token } from '../syntax/tokens.ts';

/** What the tokens around do not show: whether a sign is a prefix, a bracket of a type, part of a hyphenated name. */
export type Role = 'prefix' | 'type-open' | 'type-close' | 'hyphen' | 'values-open' | 'plain';

export function rolesOf(tokens: readonly Token[]): readonly Role[] {
    const roles: Role[] = [];
    let open = 0;
    tokens.forEach((token, at) => {
        const before = tokens[at - 1];
        if (token.text === '<' && before?.text === 'list') {
            open++;
            roles.push('type-open');
        } else if (open > 0 && token.text === '>') {
            open--;
            roles.push('type-close');
        } else if (
            token.text === '[' &&
            tokens.some(({ text }) => text === 'vma') &&
            before !== undefined &&
            before.end < token.start
        ) {
            // `tags [1, 2]` of a mapping is a flag with values, `x[0]` is a page of a file.
            roles.push('values-open');
        } else if (token.text === '-' && isHyphen(tokens, at)) {
            roles.push('hyphen');
        } else if (PREFIXES.has(token.text) && !endsOperand(before, roles[at - 1])) {
            roles.push('prefix');
        } else {
            roles.push('plain');
        }
    });
    return roles;
}

/** `''` or `' '`. */
export function spaceBetween(left: Token, leftRole: Role, right: Token, rightRole: Role): '' | ' ' {
    if (right.kind === 'comment') return ' ';
    if (leftRole === 'prefix' || leftRole === 'type-open' || leftRole === 'hyphen') return '';
    if (rightRole === 'values-open') return ' ';
    if (rightRole === 'type-open' || rightRole === 'type-close' || rightRole === 'hyphen') return '';
    const [before, after] = [left.text, right.text];
    if (before === '{' && after === '}') return '';
    if (OPENS.has(before) || CLOSES.has(after) || after === '.' || before === '.') return '';
    if (before === '..' || after === '..') return '';
    if (after === '?' || after === ':') return '';
    if (after === '(' || after === '[') {
        const isCall = (left.kind === 'word' && !TAKES_EXPRESSION.has(before)) || before === ')' || before === ']';
        return isCall || leftRole === 'type-close' || before === '?' ? '' : ' ';
    }
    return ' ';
}

const PREFIXES: ReadonlySet<string> = new Set(['!', '~', '-', '&']);
const OPENS: ReadonlySet<string> = new Set(['(', '[']);
const CLOSES: ReadonlySet<string> = new Set([')', ']', ',', ';']);
/** After these a bracket opens an expression, not the arguments of a call. */
const TAKES_EXPRESSION: ReadonlySet<string> = new Set([
    'assert',
    'assume',
    'if',
    'in',
    'match',
    'return',
    'until',
    'when',
    'while',
]);

/** Whether an operand ends before a sign, so that the sign stands between two. */
function endsOperand(before: Token | undefined, role: Role | undefined): boolean {
    if (before === undefined || before.kind === 'comment') return false;
    if (before.kind === 'word') return !TAKES_EXPRESSION.has(before.text);
    if (before.kind === 'number' || before.kind === 'string') return true;
    return before.text === ')' || before.text === ']' || role === 'type-close';
}

/** `sleep-in-atomic` in the expectations of a check: written without spaces, after a word that is written without any. */
function isHyphen(tokens: readonly Token[], at: number): boolean {
    const [left, sign, right] = [tokens[at - 1], tokens[at]!, tokens[at + 1]];
    if (left?.kind !== 'word' || right?.kind !== 'word' || left.end !== sign.start || right.start !== sign.end)
        return false;
    for (let before = at - 2; before >= 0; before--) {
        const { text } = tokens[before]!;
        if (text === 'bug' || text === 'violation') return true;
        if (text !== '-' && tokens[before]!.kind !== 'word') return false;
    }
    return false;
}
