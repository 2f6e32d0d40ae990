// Expressions for tests, written as text: `x == 1 && r < 2`.
//
// Names are registers of the actor, then cells. `@x` is the own CPU's view of x; `$0` the innermost bound variable;
// `T.r` a register of actor T; `at(T, label)`, `ended(T)`, `all(low, high, body)`, `any(…)`, `count(…)`,
// `referenced(class, index)`, `self`, `old`, `operand`, `slot`.
import { invariant } from '../broken-invariant.ts';
import type { BinaryOperator, Expr } from '../program.ts';

export interface Names {
    readonly register: (name: string) => number | undefined;
    readonly cell: (name: string) => number | undefined;
    readonly actor: (name: string) => number | undefined;
    readonly actorRegister: (actor: number, name: string) => number;
    readonly class: (name: string) => number;
    readonly label: (actor: string, label: string) => number;
}

const TOKEN = /\s*(\d+|[A-Za-z_]\w*|\$\d+|==|!=|<=|>=|&&|\|\||<<|>>|[-+*/%<>&|^!~?:()[\],.@])/y;
const LEVELS: readonly (readonly BinaryOperator[])[] = [
    ['||'],
    ['&&'],
    ['|'],
    ['^'],
    ['&'],
    ['==', '!='],
    ['<', '<=', '>', '>='],
    ['<<', '>>'],
    ['+', '-'],
    ['*', '/', '%'],
];

export function parseExpression(text: string, names: Names): Expr {
    const tokens = tokenize(text);
    let at = 0;
    const accept = (token: string): boolean => tokens[at] === token && ++at > 0;
    const expect = (token: string): void => invariant(accept(token), `\`${token}\` follows in \`${text}\``);
    const next = (): string => {
        const token = tokens[at++];
        invariant(token !== undefined, `\`${text}\` goes on`);
        return token;
    };

    const conditional = (): Expr => {
        const condition = binary(0);
        if (!accept('?')) return condition;
        const whenTrue = conditional();
        expect(':');
        return { kind: 'conditional', condition, then: whenTrue, else: conditional() };
    };
    const binary = (level: number): Expr => {
        const operators = LEVELS[level];
        if (operators === undefined) return unary();
        let left = binary(level + 1);
        for (;;) {
            const operator = operators.find(each => each === tokens[at]);
            if (operator === undefined) return left;
            at++;
            left = { kind: 'binary', operator, left, right: binary(level + 1) };
        }
    };
    const unary = (): Expr => {
        for (const operator of ['!', '-', '~'] as const) {
            if (accept(operator)) return { kind: 'unary', operator, operand: unary() };
        }
        return primary();
    };
    const cell = (name: string, view: 'memory' | 'own'): Expr => {
        const id = names.cell(name);
        invariant(id !== undefined, `\`${name}\` is declared`);
        if (!accept('[')) return { kind: 'cell', cell: id, view };
        const index = conditional();
        expect(']');
        return { kind: 'cell', cell: id, index, view };
    };
    const call = (name: string): Expr => {
        expect('(');
        if (name === 'at') {
            const actor = next();
            expect(',');
            const label = next();
            expect(')');
            const steps = [names.label(actor, label)];
            return { kind: 'at', actor: { kind: 'const', value: names.actor(actor)! }, steps };
        }
        if (name === 'ended') {
            const actor = conditional();
            expect(')');
            return { kind: 'ended', actor };
        }
        if (name === 'referenced') {
            const id = names.class(next());
            expect(',');
            const index = conditional();
            expect(')');
            return { kind: 'is-referenced', class: id, index };
        }
        invariant(name === 'all' || name === 'any' || name === 'count', `\`${name}\` is a function`);
        const low = conditional();
        expect(',');
        const high = conditional();
        expect(',');
        const body = conditional();
        expect(')');
        return { kind: 'quantifier', quantifier: name, low, high, body };
    };
    const primary = (): Expr => {
        const token = next();
        if (token === '(') {
            const inner = conditional();
            expect(')');
            return inner;
        }
        if (token === '@') return cell(next(), 'own');
        if (token.startsWith('$')) return { kind: 'bound', depth: Number(token.slice(1)) };
        if (/^\d/.test(token)) return { kind: 'const', value: Number(token) };
        if (token === 'self' || token === 'old' || token === 'operand' || token === 'slot') return { kind: token };
        if (tokens[at] === '(') return call(token);
        const register = names.register(token);
        if (register !== undefined) return { kind: 'register', register };
        const actor = names.actor(token);
        if (actor === undefined) return cell(token, 'memory');
        if (!accept('.')) return { kind: 'const', value: actor };
        return { kind: 'actor-register', actor, register: names.actorRegister(actor, next()) };
    };

    const whole = conditional();
    invariant(at === tokens.length, `\`${text}\` ends after \`${tokens.slice(0, at).join(' ')}\``);
    return whole;
}

function tokenize(text: string): readonly string[] {
    const tokens: string[] = [];
    TOKEN.lastIndex = 0;
    while (text.slice(TOKEN.lastIndex).trim() !== '') {
        const from = TOKEN.lastIndex;
        const [, token] = TOKEN.exec(text) ?? [];
        invariant(token !== undefined, `\`${text.slice(from)}\` begins with a token`);
        tokens.push(token);
    }
    return tokens;
}
