// What kind of thing stands at a place, told by the tokens before it: that works on half-written text.
import type { Token } from '../syntax/tokens.ts';
import { tokensOf } from '../syntax/tokens.ts';

export interface Word {
    readonly start: number;
    readonly end: number;
    /** Up to the cursor. */
    readonly prefix: string;
}

export type CompletionContext = { readonly word: Word } & (
    | {
          readonly kind:
              | 'nothing'
              | 'declaration'
              | 'members'
              | 'import'
              | 'knob'
              | 'lock-kind'
              | 'type'
              | 'statement'
              | 'expression'
              | 'mapping'
              | 'mapped'
              | 'mapping-flag'
              | 'uffd-mode'
              | 'file-property'
              | 'filesystem'
              | 'filesystem-member';
      }
    | { readonly kind: 'knob-value'; readonly knob: string }
    | { readonly kind: 'member'; readonly dot: number }
    /** `tokens`: those of the check up to the place. */
    | { readonly kind: 'check'; readonly tokens: readonly Token[] }
);

export function contextAt(text: string, offset: number): CompletionContext {
    const all = tokensOf(text);
    const at = all.find(({ start, end }) => start < offset && offset <= end);
    const isWord = at?.kind === 'word' || at?.kind === 'number';
    const after = all.find(({ start, kind }) => start === offset && kind === 'word');
    const start = isWord ? at.start : offset;
    const end = isWord ? Math.max(at.end, offset) : (after?.end ?? offset);
    const word: Word = { start, end, prefix: text.slice(start, offset) };
    if (at?.kind === 'number' || isInside(at, text, offset)) return { word, kind: 'nothing' };
    const before = all.filter(token => token.end <= start && token.kind !== 'comment');
    return { word, ...kindOf(before, text, offset) };
}

type Kind = CompletionContext extends infer C ? (C extends { readonly word: Word } ? Omit<C, 'word'> : never) : never;

function kindOf(before: readonly Token[], text: string, offset: number): Kind {
    const last = before.at(-1);
    const opened = openedBy(before);
    const statement = statementTokens(before, text, offset);
    const [first] = statement;
    if (opened.length === 0 && first?.text === 'check') return { kind: 'check', tokens: statement };
    if (first?.text === 'import' && statement.length <= 1) return { kind: 'import' };
    if (first?.text === 'import') return { kind: 'import' };
    if (last?.text === '.') return { kind: 'member', dot: last.start };
    if (last !== undefined && DECLARES.has(last.text) && isKeywordHere(last, statement)) return { kind: 'nothing' };
    const holder = opened.at(-1);
    if (holder === 'machine') {
        return statement.length === 0 ? { kind: 'knob' } : { kind: 'knob-value', knob: first!.text };
    }
    if (holder === 'struct' || holder === 'bits' || holder === 'enum' || holder === 'lock') {
        if (statement.length === 0) return holder === 'struct' ? { kind: 'members' } : { kind: 'nothing' };
        // Modes of a lock are its own.
        if (holder === 'lock') return { kind: 'nothing' };
    }
    if (first?.text === 'file' && opened.length === 0 && last?.text === ':') return { kind: 'filesystem' };
    if (holder === 'mm') return { kind: inMm(before, statement) };
    if (holder === 'file') return { kind: statement.length === 0 ? 'file-property' : 'expression' };
    if (holder === 'filesystem' && statement.length === 0) return { kind: 'filesystem-member' };
    if (isTypePlace(statement, holder)) return { kind: first?.text === 'lock' ? 'lock-kind' : 'type' };
    if (opened.length === 0) {
        if (statement.length === 0) return { kind: 'declaration' };
        return { kind: 'expression' };
    }
    return statement.length === 0 ? { kind: 'statement' } : { kind: 'expression' };
}

type InMm = 'mapping' | 'mapped' | 'mapping-flag' | 'uffd-mode' | 'expression' | 'nothing';

/** `vma buf = x[0] shared`: a mapping, what it maps, its flags. */
function inMm(before: readonly Token[], statement: readonly Token[]): InMm {
    const [first] = statement;
    const last = before.at(-1);
    if (statement.length === 0 || first?.text !== 'vma') return 'mapping';
    if (last?.text === '=') return 'mapped';
    if (!statement.some(({ text }) => text === '=')) return 'nothing';
    const bracket = statement.findLast(({ text }) => '()[]'.includes(text));
    if (bracket?.text === '(') return 'uffd-mode';
    return bracket?.text === '[' ? 'expression' : 'mapping-flag';
}

/** For each block that is open, the word that began its declaration or statement. */
function openedBy(tokens: readonly Token[]): readonly string[] {
    const open: string[] = [];
    let first: Token | undefined;
    tokens.forEach((token, at) => {
        const previous = tokens[at - 1];
        if (previous === undefined || '{};'.includes(previous.text) || previous.line < token.line) first = token;
        if (token.text === '{')
            open.push(open.length === 0 ? (first?.text ?? '') : first?.text === 'lock' ? 'lock' : 'code');
        if (token.text === '}') open.pop();
    });
    return open.map((word, depth) => (depth === 0 && !DATA.has(word) ? 'code' : word));
}

/** The tokens of the unfinished statement at the end. */
function statementTokens(tokens: readonly Token[], text: string, offset: number): readonly Token[] {
    let at = tokens.length;
    let depth = 0;
    const line = text.slice(0, offset).match(/\r\n|\r|\n/g)?.length ?? 0;
    let next = line;
    for (; at > 0; at--) {
        const token = tokens[at - 1]!;
        // A bracket that closes here has not begun to hold anything yet.
        const isWithin = depth > 0;
        if (token.text === ')' || token.text === ']') depth++;
        if (token.text === '(' || token.text === '[') depth--;
        if (depth <= 0 && (token.text === '{' || token.text === '}' || token.text === ';')) break;
        const isContinued = isWithin || GOES_ON.test(token.text) || GOES_ON_BEFORE.has(tokens[at]?.text ?? '');
        if (token.line < next && !isContinued) break;
        next = token.line;
    }
    return tokens.slice(at);
}

const GOES_ON = /^(?:[-+*/%<>=!&|^~,(.[]+|expects|with|under|import|until|in|if|while|let|or|else)$/;
const GOES_ON_BEFORE: ReadonlySet<string> = new Set(['with', 'under', 'expects', ')', ']', ',', '.', '&&', '||']);
const DATA: ReadonlySet<string> = new Set(['machine', 'struct', 'bits', 'enum', 'lock', 'mm', 'file', 'filesystem']);
/** After these a new name is made up, which nobody can guess. */
const DECLARES: ReadonlySet<string> = new Set([
    'bits',
    'choose',
    'const',
    'cover',
    'daemon',
    'device',
    'enum',
    'event',
    'exists',
    'final',
    'file',
    'filesystem',
    'fn',
    'interrupt',
    'invariant',
    'let',
    'lock',
    'mm',
    'param',
    'stack',
    'struct',
    'thread',
    'var',
    'vma',
]);

/** Many of these words are names, too: then they do not begin the statement. */
function isKeywordHere(token: Token, statement: readonly Token[]): boolean {
    return statement[0] === token || (statement[0]?.text === 'ghost' && statement[1] === token);
}

/** After the colon of a declaration. */
function isTypePlace(statement: readonly Token[], holder: string | undefined): boolean {
    const last = statement.at(-1);
    if (last === undefined) return false;
    const [first] = statement;
    const isDeclaring =
        ['var', 'ghost', 'param', 'const', 'lock', 'let', 'fn', 'stack'].includes(first?.text ?? '') ||
        holder === 'bits';
    if (last.text === ':') return isDeclaring;
    const before = statement.at(-2);
    if (last.text === 'ref' || last.text === '<')
        return isDeclaring && (last.text === 'ref' || before?.text === 'list');
    return last.text === '&' && before?.text === ':' && isDeclaring;
}

function isInside(token: Token | undefined, text: string, offset: number): boolean {
    if (token === undefined) return false;
    if (token.kind === 'comment') return offset > token.start + 1;
    return (
        token.kind === 'string' &&
        !(offset === token.end && /["']$/.test(token.text) && token.text.length > 1) &&
        text !== ''
    );
}
